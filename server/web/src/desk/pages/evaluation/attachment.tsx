/** One attached finding as it was frozen: what was found, the record that shows it, its checks, photos, and answers. */
import { useRoute } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { AttachedSnapshot, AttachmentWhole, Evaluation } from "~/api/evaluations.types";
import { said, t, wordFor } from "~/i18n";
import { Badge, LevelBadge, StateBadge } from "~/ui/badge";
import { LinkButton } from "~/ui/button";
import { Pairs } from "~/ui/pairs";
import { Loaded } from "~/ui/states";
import { day, moment } from "~/words/dates";
import { keyOf } from "../../evaluations/store";
import "../../findings/findings.css";
import { PageHead } from "../../layout/page";
import { href } from "../../url";
import { FrozenEvidence } from "./attachment-evidence";
import { FrozenPhotos, PhotoStrip } from "./attachment-photos";
import "./attachment.css";
import { Changed } from "./changed";
import "./evaluation.css";

function Text({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <div>
      <h2>{title}</h2>
      <p class="finding__text">{text}</p>
    </div>
  );
}

function Found({ snapshot }: { snapshot: AttachedSnapshot }) {
  return (
    <section class="card card__body stack">
      <p class="finding__text finding__what">{snapshot.what}</p>
      <Text title={t("findings.cause")} text={snapshot.cause} />
      <Text title={t("findings.recommendation")} text={snapshot.recommendation} />
    </section>
  );
}

function Steps({ snapshot }: { snapshot: AttachedSnapshot }) {
  return (
    <section class="card" aria-labelledby="answers">
      <h2 id="answers" class="card__head">
        {t("attachment.answers")}
      </h2>
      <ol class="card__body timeline">
        {snapshot.steps.map((step) => (
          <li key={step.number} class="timeline__event">
            <p>
              <strong>{wordFor("finding_event", step.kind)}</strong>{" "}
              <span class="soft small">
                {step.by} · {moment(step.at)}
              </span>
            </p>
            {step.words && <p class="finding__text">{step.words}</p>}
            <PhotoStrip photos={step.photos} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Facts({
  attachment,
  evaluation,
}: {
  attachment: AttachmentWhole;
  evaluation: Evaluation | undefined;
}) {
  const { snapshot } = attachment;
  const section = evaluation?.sections.find((one) => one.attachments.some((two) => two.id === attachment.id));
  const { subject } = snapshot;
  return (
    <section class="card card__body stack">
      <Pairs
        rows={[
          [t("attachment.section"), section && said(section.title)],
          [t("attached.note"), attachment.note],
          [t("findings.category"), t(`category.${snapshot.category}`)],
          [t("findings.commune"), snapshot.commune.name],
          [t("findings.sub_project"), `${snapshot.sub_project.code} · ${snapshot.sub_project.name}`],
          [
            t("findings.subject"),
            subject && [subject.name ?? subject.code, subject.village].filter(Boolean).join(", "),
          ],
          [t("findings.responsible"), snapshot.responsible?.name],
          [t("findings.due_on"), snapshot.due_on ? day(snapshot.due_on) : t("findings.due_none")],
          [t("findings.raised_at"), day(snapshot.raised_at)],
          [
            t("attachment.sha256"),
            <code key="sha256" class="hash">
              {attachment.sha256}
            </code>,
          ],
        ]}
      />
      {subject?.kind === "household" && <p class="soft small">{t("attachment.household")}</p>}
    </section>
  );
}

function Shown({
  attachment,
  evaluation,
}: {
  attachment: AttachmentWhole;
  evaluation: Evaluation | undefined;
}) {
  const { snapshot } = attachment;
  const section = evaluation?.sections.find((one) => one.attachments.some((two) => two.id === attachment.id));
  const back = evaluation && href(`/evaluations/${evaluation.id}`, section ? { section: section.key } : {});
  return (
    <>
      <PageHead
        title={t("attachment.title", { number: snapshot.number })}
        {...(back && evaluation ? { back: { href: back, label: evaluation.title } } : {})}
        badges={
          <>
            <LevelBadge level={snapshot.level} />
            <StateBadge state={snapshot.state} />
            {attachment.carried_over && (
              <Badge tone="rust" icon="return">
                {t("attached.carried")}
              </Badge>
            )}
          </>
        }
      >
        <LinkButton icon="flag" href={href(`/findings/${attachment.finding}`)}>
          {t("attachment.finding_now")}
        </LinkButton>
        {snapshot.record && (
          <LinkButton icon="list" href={href(`/records/${snapshot.record.id}`)}>
            {t("attachment.record_now")}
          </LinkButton>
        )}
      </PageHead>
      <p class="standing">
        {t("attachment.frozen", { at: moment(attachment.attached_at), name: attachment.attached_by_name })}
      </p>
      {evaluation && attachment.changed.length > 0 && (
        <div class="attachment__changed">
          <Changed
            attachment={attachment}
            evaluation={evaluation}
            writes={evaluation.may.includes("write")}
            onRefreshed={`attachment:${attachment.id}`}
          />
        </div>
      )}
      <div class="finding">
        <div class="stack">
          <Found snapshot={snapshot} />
          <FrozenEvidence record={snapshot.record} />
          <FrozenPhotos photos={snapshot.photos} />
          <Steps snapshot={snapshot} />
        </div>
        <Facts attachment={attachment} evaluation={evaluation} />
      </div>
    </>
  );
}

function One({ id, attachment }: { id: string; attachment: string }) {
  const evaluation = useQuery(keyOf(id), () => api.read(id), { live: true });
  const answer = useQuery(`attachment:${attachment}`, () => api.attachment(id, attachment), { live: true });
  return (
    <Loaded answer={answer} lines={8}>
      {(whole) => <Shown attachment={whole} evaluation={evaluation.data} />}
    </Loaded>
  );
}

export default function AttachmentPage() {
  const { params } = useRoute();
  return <One key={params.attachment} id={params.id ?? ""} attachment={params.attachment ?? ""} />;
}
