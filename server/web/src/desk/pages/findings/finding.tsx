/** One finding: what it is, what was done about it, and what can be done now. */

import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as api from "~/api/findings";
import { photoAddress } from "~/api/photos";
import type { Finding, FindingEvent } from "~/api/types";
import { t, wordFor } from "~/i18n";
import { LevelBadge, StateBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { type Pair, Pairs } from "~/ui/pairs";
import { Loaded } from "~/ui/states";
import { day, moment } from "~/words/dates";
import { Due, Standing } from "../../findings/due";
import "../../findings/findings.css";
import { PageHead } from "../../layout/page";
import { useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { AnswerDialog, DecideDialog, EditDialog } from "./acts";

export function Photos({ photos }: { photos: string[] | undefined }) {
  if (!photos?.length) return null;
  return (
    <ul class="strip">
      {photos.map((photo, at) => (
        <li key={photo}>
          <a class="thumb" href={photoAddress(photo)} target="_blank" rel="noreferrer">
            <img
              src={photoAddress(photo, "thumb")}
              alt={t("evidence.photo_check", { n: at + 1 })}
              loading="lazy"
            />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Event({ event }: { event: FindingEvent }) {
  return (
    <li class="timeline__event">
      <p>
        <strong>{wordFor("finding_event", event.kind)}</strong>{" "}
        <span class="soft small">
          {event.person_name} · {moment(event.at)}
        </span>
      </p>
      {event.text && <p class="finding__text">{event.text}</p>}
      <Photos photos={event.photos} />
    </li>
  );
}

function Facts({ finding }: { finding: Finding }) {
  const names = useNames();
  const responsible = finding.responsible?.unit
    ? names.unit(finding.responsible.unit)
    : finding.responsible?.department && names.department(finding.responsible.department);
  const rows: Pair[] = [
    [t("findings.due_on"), finding.due_on ? <Due key="due" finding={finding} /> : t("findings.due_none")],
    [t("findings.responsible"), responsible],
    [t("findings.category"), t(`category.${finding.category}`)],
    [t("findings.commune"), names.unit(finding.commune)],
    [t("findings.sub_project"), names.subProject(finding.sub_project)],
    [t("findings.subject"), finding.subject_name],
    [
      t("findings.source"),
      finding.record && (
        <a
          key="record"
          href={`${href(`/records/${finding.record}`)}${finding.item ? `#item-${finding.item}` : ""}`}
        >
          {t("findings.from_record")}
        </a>
      ),
    ],
    [t("findings.raised_by"), finding.raised_by_name],
    [t("findings.raised_at"), day(finding.raised_at)],
  ];
  return (
    <section class="card card__body">
      <Pairs rows={rows} />
    </section>
  );
}

type Act = "answer" | "resolve" | "reopen" | "withdraw" | "edit";

/** What the state and the person's rights allow. */
export function actsOf(
  finding: Finding,
  can: (permission: "raise_findings" | "answer_findings") => boolean,
): Act[] {
  const open = finding.state === "open" || finding.state === "reopened";
  const acts: Act[] = [];
  if (can("answer_findings") && open) acts.push("answer");
  if (can("raise_findings")) {
    if (finding.state === "answered") acts.push("resolve", "reopen");
    if (finding.state === "resolved") acts.push("reopen");
    if (open) acts.push("edit");
    if (open || finding.state === "answered") acts.push("withdraw");
  }
  return acts;
}

function Acts({ finding }: { finding: Finding }) {
  const { can } = useSession();
  const [act, setAct] = useState<Act>();
  const acts = actsOf(finding, can);
  const close = () => setAct(undefined);
  return (
    <>
      {acts.includes("edit") && <Button onClick={() => setAct("edit")}>{t("action.edit")}</Button>}
      {acts.includes("withdraw") && (
        <Button look="quiet" onClick={() => setAct("withdraw")}>
          {t("findings.withdraw")}
        </Button>
      )}
      {acts.includes("reopen") && (
        <Button icon="reopen" onClick={() => setAct("reopen")}>
          {t("findings.reopen")}
        </Button>
      )}
      {acts.includes("resolve") && (
        <Button look="primary" icon="check" onClick={() => setAct("resolve")}>
          {t("findings.resolve")}
        </Button>
      )}
      {acts.includes("answer") && (
        <Button look="primary" icon="return" onClick={() => setAct("answer")}>
          {t("findings.answer")}
        </Button>
      )}
      {act === "answer" && <AnswerDialog finding={finding} onClose={close} />}
      {act === "edit" && <EditDialog finding={finding} onClose={close} />}
      {(act === "resolve" || act === "reopen" || act === "withdraw") && (
        <DecideDialog finding={finding} action={act} onClose={close} />
      )}
    </>
  );
}

function Shown({ finding }: { finding: Finding }) {
  return (
    <>
      <PageHead
        title={`${t("findings.number")} ${finding.number}`}
        back={{ href: "/desk/findings", label: t("findings.title") }}
        badges={
          <>
            <LevelBadge level={finding.level} />
            <StateBadge state={finding.state} />
            <Standing finding={finding} />
          </>
        }
      >
        <Acts finding={finding} />
      </PageHead>
      <div class="finding">
        <div class="stack">
          <section class="card card__body stack">
            <p class="finding__text finding__what">{finding.what}</p>
            {finding.cause && (
              <div>
                <h2>{t("findings.cause")}</h2>
                <p class="finding__text">{finding.cause}</p>
              </div>
            )}
            {finding.recommendation && (
              <div>
                <h2>{t("findings.recommendation")}</h2>
                <p class="finding__text">{finding.recommendation}</p>
              </div>
            )}
            <Photos photos={finding.photos} />
          </section>
          <section class="card" aria-labelledby="timeline">
            <h2 id="timeline" class="card__head">
              {t("findings.timeline")}
            </h2>
            <ol class="card__body timeline">
              {finding.events?.map((event) => (
                <Event key={event.number} event={event} />
              ))}
            </ol>
          </section>
        </div>
        <Facts finding={finding} />
      </div>
    </>
  );
}

function One({ id }: { id: string }) {
  const answer = useQuery(`finding:${id}`, () => api.read(id), { live: true });
  return <Loaded answer={answer}>{(finding) => <Shown finding={finding} />}</Loaded>;
}

export default function FindingPage() {
  const { params } = useRoute();
  return <One key={params.id} id={params.id ?? ""} />;
}
