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

/** A figure in a column of its own, by the head that names it. */
function figure<T>(
  id: string,
  head: string,
  n: (row: T) => number | undefined,
  to: (row: T) => string,
): Column<T> {
  return { id, head, look: "number", cell: (row) => <Count n={n(row)} label={head} to={to(row)} /> };
}

/** What both tables tell of a row, in their order: whose it is, what was inspected of it, records, findings. */
function columnsOf<T extends Commune | Project>({
  head,
  width,
  nameOf,
  filterOf,
  base,
  between = [],
}: {
  head: string;
  width?: string;
  nameOf: (row: T) => string;
  /** What chooses the row's records and findings. */
  filterOf: (row: T) => Filter;
  /** What chooses the whole table's records. */
  base: Filter;
  /** Columns before the findings. */
  between?: Column<T>[];
}): Column<T>[] {
  const mine = (row: T) => records({ ...base, ...filterOf(row) });
  const found = (more: Filter) => (row: T) => findings({ ...filterOf(row), ...more });
  return [
    {
      id: "name",
      head,
      look: "lead",
      ...(width ? { width } : {}),
      cell: (row) => (
        <a class="queue__name" href={mine(row)}>
          {nameOf(row)}
        </a>
      ),
    },
    {
      id: "share",
      head: t("overview.inspected"),
      cell: (row) => <Bar done={row.inspected} of={row.planned} />,
    },
    figure("records", t("overview.records"), (row) => row.records, mine),
    ...between,
    figure("open", t("overview.open_findings"), (row) => row.findings.open, found({})),
    figure(
      "overdue",
      t("overview.overdue_findings"),
      (row) => row.findings.overdue,
      found({ overdue: "true" }),
    ),
    figure(
      "resolved",
      t("overview.resolved_findings"),
      (row) => row.findings.resolved,
      found({ state: "resolved" }),
    ),
  ];
}

function communeColumns(names: Names, base: Filter): Column<Commune>[] {
  const mine = (more: Filter) => (row: Commune) => records({ ...base, commune: row.unit, ...more });
  return columnsOf<Commune>({
    head: t("findings.commune"),
    nameOf: (row) => names.unit(row.unit),
    filterOf: (row) => ({ commune: row.unit }),
    base,
    between: [
      figure("review", t("overview.to_review"), (row) => row.status.received, mine({ status: "received" })),
      figure(
        "flagged",
        t("overview.flagged"),
        (row) => (row.evidence.warn ?? 0) + (row.evidence.fail ?? 0),
        mine({ sort: "worst" }),
      ),
    ],
  });
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
  const columns = columnsOf<Project>({
    head: t("findings.sub_project"),
    width: "40%",
    nameOf: (row) => names.subProject(row.id),
    filterOf: (row) => ({ sub_project: row.id }),
    base,
  });
  const shown = projects.filter((row) => row.planned > 0 || row.records > 0 || row.findings.open > 0);
  return <Table caption={t("overview.by_project")} columns={columns} rows={shown} rowKey={(row) => row.id} />;
}
