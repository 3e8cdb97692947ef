/** All reports on one form and period: the district's, those of departments and communes, and the missing ones. */
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { BodyBelow, EvaluationLine } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { type Column, Table } from "~/ui/table";
import { day } from "~/words/dates";
import { type Group, type Row, rowsOf, tally } from "../../evaluations/groups";
import { Missing } from "../../evaluations/missing";
import { bodyName, EvaluationBadge, periodWords, TurnWords } from "../../evaluations/parts";
import { type Filter, href } from "../../url";

function useMissing(top: EvaluationLine | undefined): BodyBelow[] {
  const answer = useQuery(top ? `levels:${top.id}` : null, () => api.levels(top?.id ?? ""), {
    live: true,
    fresh: 60,
  });
  return answer.data?.bodies ?? [];
}

function columns(group: Group): Column<EvaluationLine>[] {
  return [
    {
      id: "body",
      head: t("evaluations.body"),
      look: "lead",
      width: "34%",
      cell: (line) => (
        <div>
          <a class="queue__name" href={href(`/evaluations/${line.id}`)}>
            {bodyName(line)}
          </a>
          {(line === group.top || line.kind === "thematic") && <div class="soft small">{line.title}</div>}
        </div>
      ),
    },
    { id: "state", head: t("evaluations.state"), cell: (line) => <EvaluationBadge state={line.state} /> },
    { id: "turn", head: t("turn.title"), width: "24%", cell: (line) => <TurnWords line={line} /> },
    {
      id: "attachments",
      head: t("evaluations.attachments"),
      look: "number",
      cell: (line) => line.attachments,
    },
    {
      id: "changed",
      head: t("evaluations.changed"),
      cell: (line) => <span class="number nowrap">{day(line.changed_at)}</span>,
    },
  ];
}

function Tally({ rows, group }: { rows: Row[]; group: Group }) {
  const counts = tally(rows, group);
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (all === 0) return null;
  const sent = counts.submitted + counts.consolidated + counts.signed;
  return (
    <p class="row small">
      <meter class="group__meter" min={0} max={all} value={sent} aria-hidden="true" />
      <span class="number">{t("evaluations.tally", { n: sent, all })}</span>
      {counts.missing > 0 && (
        <Badge tone="rust" icon="clock">
          {t("evaluations.tally_missing", { n: counts.missing })}
        </Badge>
      )}
    </p>
  );
}

export function GroupCard({
  group,
  top,
  filter,
  onCreate,
}: {
  group: Group;
  /** The highest report of the whole group, which knows who owes one. */
  top: EvaluationLine | undefined;
  filter: Filter;
  onCreate: ((missing: BodyBelow) => void) | undefined;
}) {
  const { route } = useLocation();
  const bodies = useMissing(top);
  const wanted = bodies.filter(
    (body) =>
      !filter.mine &&
      !filter.q &&
      (!filter.body || body.department === filter.body || (!body.department && body.unit === filter.body)),
  );
  const all = rowsOf(group, wanted);
  const rows = all.filter((row) => !filter.state || (row.line?.state ?? "missing") === filter.state);
  const lines = rows.flatMap((row) => row.line ?? []);
  if (rows.length === 0) return null;
  const id = `group-${group.key}`;
  return (
    <section aria-labelledby={id} class="group">
      <header class="group__head">
        <h2 id={id}>
          {said(group.form_title)}
          <span class="group__period"> · {periodWords(group.period, group.year)}</span>
        </h2>
        {!filter.state && !filter.mine && <Tally rows={all} group={group} />}
      </header>
      {lines.length > 0 && (
        <Table
          caption={`${said(group.form_title)} ${periodWords(group.period, group.year)}`}
          columns={columns(group)}
          rows={lines}
          rowKey={(line) => line.id}
          onOpen={(line) => route(href(`/evaluations/${line.id}`))}
        />
      )}
      <Missing bodies={rows.flatMap((row) => row.missing ?? [])} onCreate={onCreate} />
    </section>
  );
}
