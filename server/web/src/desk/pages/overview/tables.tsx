/** The figures by commune and by sub-project. Each leads to what is behind it. */
import type { Overview } from "~/api/types";
import { t } from "~/i18n";
import { type Column, Table } from "~/ui/table";
import { percent } from "~/words/numbers";
import { type Names, useNames } from "../../names";
import { type Filter, href } from "../../url";
import { total } from "./scale";

type Commune = Overview["communes"][number];
type Project = Overview["sub_projects"][number];

/** A figure that leads to its records or findings; a nought leads nowhere. */
function Count({ n, to, label }: { n: number | undefined; to: string; label: string }) {
  if (!n) return <span class="soft">0</span>;
  return (
    <a href={to} aria-label={`${label}: ${n}`}>
      {n}
    </a>
  );
}

function Bar({ done, of }: { done: number; of: number }) {
  if (of === 0) return <span class="soft small">{t("overview.no_plan")}</span>;
  return (
    <div class="share">
      <meter class="share__bar" min={0} max={of} value={done} aria-hidden="true" />
      <span class="number nowrap">
        {done}/{of} <span class="soft">({percent(done / of)})</span>
      </span>
    </div>
  );
}

const records = (filter: Filter) => href("", { status: "all", ...filter });
const findings = (filter: Filter) => href("/findings", filter);

function findingColumns<T extends Commune | Project>(filterOf: (row: T) => Filter): Column<T>[] {
  return [
    {
      id: "open",
      head: t("overview.open_findings"),
      look: "number",
      cell: (row) => (
        <Count n={row.findings.open} label={t("overview.open_findings")} to={findings(filterOf(row))} />
      ),
    },
    {
      id: "overdue",
      head: t("overview.overdue_findings"),
      look: "number",
      cell: (row) => (
        <Count
          n={row.findings.overdue}
          label={t("overview.overdue_findings")}
          to={findings({ ...filterOf(row), overdue: "true" })}
        />
      ),
    },
    {
      id: "resolved",
      head: t("overview.resolved_findings"),
      look: "number",
      cell: (row) => (
        <Count
          n={row.findings.resolved}
          label={t("overview.resolved_findings")}
          to={findings({ ...filterOf(row), state: "resolved" })}
        />
      ),
    },
  ];
}

function communeColumns(names: Names, base: Filter): Column<Commune>[] {
  const mine = (row: Commune, more: Filter = {}) => records({ ...base, commune: row.unit, ...more });
  return [
    {
      id: "name",
      head: t("findings.commune"),
      look: "lead",
      cell: (row) => (
        <a class="queue__name" href={mine(row)}>
          {names.unit(row.unit)}
        </a>
      ),
    },
    {
      id: "share",
      head: t("overview.inspected"),
      cell: (row) => <Bar done={row.inspected} of={row.planned} />,
    },
    {
      id: "records",
      head: t("overview.records"),
      look: "number",
      cell: (row) => <Count n={row.records} label={t("overview.records")} to={mine(row)} />,
    },
    {
      id: "review",
      head: t("overview.to_review"),
      look: "number",
      cell: (row) => (
        <Count
          n={row.status.received}
          label={t("overview.to_review")}
          to={mine(row, { status: "received" })}
        />
      ),
    },
    {
      id: "flagged",
      head: t("overview.flagged"),
      look: "number",
      cell: (row) => (
        <Count
          n={(row.evidence.warn ?? 0) + (row.evidence.fail ?? 0)}
          label={t("overview.flagged")}
          to={mine(row, { sort: "worst" })}
        />
      ),
    },
    ...findingColumns<Commune>((row) => ({ commune: row.unit })),
  ];
}

export function CommuneTable({ communes, base }: { communes: Commune[]; base: Filter }) {
  const names = useNames();
  const all = total(communes);
  return (
    <Table
      caption={t("overview.by_commune")}
      columns={communeColumns(names, base)}
      rows={communes}
      rowKey={(row) => row.unit}
      foot={
        <tr>
          <td>{t("overview.total")}</td>
          <td data-head={t("overview.inspected")}>
            <Bar done={all.inspected} of={all.planned} />
          </td>
          {(
            [
              [t("overview.records"), all.records],
              [t("overview.to_review"), all.toReview],
              [t("overview.flagged"), all.flagged],
              [t("overview.open_findings"), all.open],
              [t("overview.overdue_findings"), all.overdue],
              [t("overview.resolved_findings"), all.resolved],
            ] as const
          ).map(([head, n]) => (
            <td key={head} class="table__number" data-head={head}>
              {n}
            </td>
          ))}
        </tr>
      }
    />
  );
}

export function ProjectTable({ projects, base }: { projects: Project[]; base: Filter }) {
  const names = useNames();
  const columns: Column<Project>[] = [
    {
      id: "name",
      head: t("findings.sub_project"),
      look: "lead",
      width: "40%",
      cell: (row) => (
        <a class="queue__name" href={records({ ...base, sub_project: row.id })}>
          {names.subProject(row.id)}
        </a>
      ),
    },
    {
      id: "share",
      head: t("overview.inspected"),
      cell: (row) => <Bar done={row.inspected} of={row.planned} />,
    },
    {
      id: "records",
      head: t("overview.records"),
      look: "number",
      cell: (row) => (
        <Count n={row.records} label={t("overview.records")} to={records({ ...base, sub_project: row.id })} />
      ),
    },
    ...findingColumns<Project>((row) => ({ sub_project: row.id })),
  ];
  const shown = projects.filter((row) => row.planned > 0 || row.records > 0 || row.findings.open > 0);
  return <Table caption={t("overview.by_project")} columns={columns} rows={shown} rowKey={(row) => row.id} />;
}
