/** A record of a file that was handed in, by its name, with what became of each of its snapshots. */
import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import type { PushOutcome, RecordLine } from "~/api/types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { day } from "~/words/dates";
import { useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { recordName } from "../queue/columns";
import { KIND_TONE, type RescuedRecord } from "./outcome";

/** The record as lists show it: a household's stays masked, and nothing is noted in the log. */
function useLine(record: string | undefined) {
  return useQuery<RecordLine | null>(record ? `line:${record}` : null, () => records.line(record ?? ""), {
    fresh: 60,
  });
}

function Name({ record }: { record: string | undefined }) {
  const { data: line, loading } = useLine(record);
  const names = useNames();
  if (loading) return <span class="soft">{t("state.loading")}</span>;
  if (!line) return <span>{t("rescues.record_unknown")}</span>;
  return (
    <>
      <a class="queue__name" href={href(`/records/${line.record}`)}>
        {recordName(line)}
      </a>
      <span class="soft small">
        {[names.unit(line.commune), day(line.captured_at)].filter(Boolean).join(" · ")}
      </span>
    </>
  );
}

function Refused({ outcome }: { outcome: Extract<PushOutcome, { outcome: "rejected" }> }) {
  const { can } = useSession();
  const why = outcome.problems.map(({ message, message_vi }) =>
    said({ vi: message_vi || message, en: message }),
  );
  return (
    <>
      <ul class="small">
        {[...new Set(why)].map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {can("read_log") ? (
        <a class="small" href={href("/quarantine")}>
          {t("rescues.rejected_open")}
        </a>
      ) : (
        <p class="soft small">{t("rescues.rejected_kept")}</p>
      )}
    </>
  );
}

function Outcome({ outcome, record }: { outcome: PushOutcome; record: string | undefined }) {
  return (
    <li class="rescue__outcome">
      <p class="row">
        <Badge tone={KIND_TONE[outcome.outcome]}>{t(`rescues.outcome.${outcome.outcome}`)}</Badge>
        {"number" in outcome && (
          <span class="soft small">{t("rescues.numbered", { n: outcome.number })}</span>
        )}
      </p>
      {outcome.outcome === "merged" && <p class="small">{t("rescues.merged_words")}</p>}
      {outcome.outcome === "conflict" && (
        <>
          <p class="small">{t("rescues.conflict_words", { count: outcome.places.length })}</p>
          {record && (
            <a class="small" href={href(`/records/${record}`, { tab: "revisions" })}>
              {t("rescues.conflict_settle")}
            </a>
          )}
        </>
      )}
      {outcome.outcome === "rejected" && <Refused outcome={outcome} />}
    </li>
  );
}

export function RecordRow({ record: { record, outcomes } }: { record: RescuedRecord }) {
  return (
    <li class="rescue__record">
      <div class="rescue__who">
        <Name record={record} />
      </div>
      <ul class="rescue__outcomes">
        {outcomes.map((outcome, at) => (
          <Outcome key={at} outcome={outcome} record={record} />
        ))}
      </ul>
    </li>
  );
}
