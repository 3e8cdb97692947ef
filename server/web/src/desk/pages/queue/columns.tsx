/** What a line of the queue says about a record. */
import type { RecordLine } from "~/api/types";
import { kindWords, said, t } from "~/i18n";
import { Badge, StatusBadge, VerdictBadge } from "~/ui/badge";
import { Icon } from "~/ui/icon";
import type { Column } from "~/ui/table";
import { day } from "~/words/dates";
import { percent } from "~/words/numbers";
import type { Names } from "../../names";
import { href } from "../../url";

export function recordName(line: RecordLine): string {
  return line.subject_name || line.subject_code || kindWords(line.kind);
}

function Subject({ line }: { line: RecordLine }) {
  const facts = [
    line.masked ? undefined : line.subject_code,
    kindWords(line.kind),
    line.village && !line.masked ? line.village : undefined,
  ];
  return (
    <div>
      <a class="queue__name" href={href(`/records/${line.record}`)}>
        {line.masked && (
          <span title={t("queue.masked")}>
            <Icon name="lock" size={15} />
            <span class="unseen">{t("queue.masked")}: </span>
          </span>
        )}
        {recordName(line)}
      </a>
      <div class="soft small">{facts.filter(Boolean).join(" · ")}</div>
    </div>
  );
}

function Evidence({ line }: { line: RecordLine }) {
  const { evidence } = line;
  const [first] = evidence?.reasons ?? [];
  const rest = (evidence?.reasons.length ?? 0) - 1;
  return (
    <div>
      <VerdictBadge short verdict={evidence?.answer ?? "unchecked"} />
      {first && (
        <div class="small queue__reason">
          {said(first.text)}
          {rest > 0 && <span class="soft"> ({t("queue.more_reasons", { n: rest })})</span>}
        </div>
      )}
    </div>
  );
}

function Notes({ line }: { line: RecordLine }) {
  return (
    <div class="queue__notes">
      {line.conflicts > 0 && (
        <Badge tone="rust" icon="fork">
          {t("queue.conflict")}
        </Badge>
      )}
      {line.photos_missing > 0 && (
        <Badge icon="photo">{t("queue.waiting", { count: line.photos_missing })}</Badge>
      )}
      {line.flags > 0 && (
        <Badge tone="amber" icon="flag">
          {t("queue.flags", { count: line.flags })}
        </Badge>
      )}
      {line.omissions > 0 && <Badge icon="info">{t("queue.omissions", { count: line.omissions })}</Badge>}
      {line.score !== undefined && (
        <span class="soft small nowrap">{t("queue.score", { score: percent(line.score) })}</span>
      )}
    </div>
  );
}

export function queueColumns(names: Names): Column<RecordLine>[] {
  return [
    {
      id: "subject",
      head: t("queue.subject"),
      look: "lead",
      width: "27%",
      cell: (line) => <Subject line={line} />,
    },
    {
      id: "place",
      head: t("queue.commune"),
      cell: (line) => (
        <div>
          <span class="nowrap">{names.unit(line.commune)}</span>
          <div class="soft small" title={names.subProject(line.sub_project)}>
            {names.subProjectCode(line.sub_project)}
          </div>
        </div>
      ),
    },
    {
      id: "captured",
      head: t("queue.captured"),
      cell: (line) => (
        <div>
          <span class="number">{day(line.captured_at)}</span>
          <div class="soft small">{line.inspector}</div>
        </div>
      ),
    },
    { id: "evidence", head: t("queue.evidence"), width: "25%", cell: (line) => <Evidence line={line} /> },
    { id: "notes", head: t("queue.notes"), cell: (line) => <Notes line={line} /> },
    { id: "status", head: t("queue.status"), cell: (line) => <StatusBadge status={line.status} /> },
  ];
}
