/** What came from ODK Collect and is no record yet: its photos have not all come, or it was refused. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/submissions";
import type { Checklist, Submission } from "~/api/types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { daysBetween, moment, today } from "~/words/dates";
import { useChecklists, useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import "./submissions.css";

function Why({ submission, mayLook }: { submission: Submission; mayLook: boolean }) {
  if (submission.state === "refused")
    return (
      <div>
        <Badge tone="red">{t("submissions.state.refused")}</Badge>
        {mayLook && (
          <div class="small">
            <a href={href("/quarantine")}>{t("submissions_waiting.refused_look")}</a>
          </div>
        )}
      </div>
    );
  return (
    <div>
      <p class="soft small">{t("submissions.missing", { count: submission.missing.length })}</p>
      <ul>
        {submission.missing.map((name) => (
          <li key={name} class="waiting__file">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function columns(
  titleOf: (form: Submission["form"]) => string,
  unitOf: (unit: string) => string,
  mayLook: boolean,
): Column<Submission>[] {
  return [
    {
      id: "form",
      head: t("submissions_waiting.form"),
      look: "lead",
      width: "28%",
      cell: ({ form, instance }) => (
        <div>
          <strong>{titleOf(form)}</strong>, {t("record.version", { n: form.version })}
          <div class="soft small mono waiting__file">{instance}</div>
        </div>
      ),
    },
    {
      id: "person",
      head: t("waiting.person"),
      cell: ({ person, device_label, phone, commune }) => (
        <div>
          <strong>{person?.full_name}</strong>
          <div class="soft small">{device_label}</div>
          {commune && <div class="soft small">{unitOf(commune)}</div>}
          {phone && <a href={`tel:${phone}`}>{t("waiting.call", { phone })}</a>}
        </div>
      ),
    },
    {
      id: "received",
      head: t("submissions_waiting.received"),
      cell: ({ received_at }) => (
        <div>
          <div class="number nowrap">{moment(received_at)}</div>
          <div class="soft small">{t("waiting.days", { n: daysBetween(received_at, today()) })}</div>
        </div>
      ),
    },
    {
      id: "opened",
      head: t("submissions_waiting.opened"),
      cell: ({ opened_at }) => <span class="number nowrap">{moment(opened_at)}</span>,
    },
    {
      id: "why",
      head: t("submissions_waiting.why"),
      cell: (submission) => <Why submission={submission} mayLook={mayLook} />,
    },
    {
      id: "came",
      head: t("submissions_waiting.came"),
      look: "number",
      cell: ({ files }) => files.length,
    },
  ];
}

export function WaitingSubmissions() {
  const { can } = useSession();
  const answer = useQuery("submissions:waiting", api.waiting, { live: true });
  const names = useNames();
  const checklists = useChecklists().data ?? [];
  const titleOf = ({ id, version }: Submission["form"]) => {
    const found = checklists.find((one: Checklist) => one.id === id && one.version === version);
    return said(found?.title) || id;
  };
  return (
    <section class="waiting__odk" aria-labelledby="waiting-odk">
      <h2 id="waiting-odk">{t("submissions_waiting.title")}</h2>
      <p class="soft waiting__words">{t("submissions_waiting.words")}</p>
      <Loaded answer={answer}>
        {(waiting) =>
          waiting.length === 0 ? (
            <Empty icon="check" words={t("submissions_waiting.none")} />
          ) : (
            <Table
              caption={t("submissions_waiting.title")}
              columns={columns(titleOf, names.unit, can("read_log"))}
              rows={waiting}
              rowKey={(one) => one.instance + one.sha256}
            />
          )
        }
      </Loaded>
    </section>
  );
}
