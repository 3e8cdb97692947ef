/** The register of findings: what was found, who puts it right, by when. */

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import * as api from "~/api/findings";
import { usePages } from "~/api/pages";
import { CATEGORIES, FINDING_STATES, type Finding, type FindingPage, LEVELS } from "~/api/types";
import { t } from "~/i18n";
import { LevelBadge, StateBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { FilterBar, Pills, SearchInput } from "~/ui/filter-bar";
import { Check, Select } from "~/ui/form";
import { Empty, Failed, Loading } from "~/ui/states";
import { type Column, More, Table } from "~/ui/table";
import { unitName } from "~/words/units";
import { Due, Standing } from "../../findings/due";
import "../../findings/findings.css";
import { Behind } from "../../evaluations/behind";
import { BEHIND_FINDINGS, behindOf } from "../../evaluations/figure-links";
import { RegisterMenu } from "../../exports/register-menu";
import { RaiseDialog } from "../../findings/raise";
import { PageHead } from "../../layout/page";
import { isCommuneLevel, type Names, useNames } from "../../names";
import { useSession } from "../../session";
import { type Filter, href, queryText, useFilter } from "../../url";

const NAMES = [
  "state",
  "level",
  "category",
  "commune",
  "sub_project",
  "department",
  "overdue",
  "carried_over",
  "year",
  "q",
  ...BEHIND_FINDINGS,
];

function columns(names: Names): Column<Finding>[] {
  return [
    {
      id: "number",
      head: t("findings.number"),
      look: "hide",
      cell: (finding) => <span class="number nowrap">{finding.number}</span>,
    },
    {
      id: "what",
      head: t("findings.what"),
      look: "lead",
      width: "36%",
      cell: (finding) => (
        <div>
          <a class="queue__name" href={href(`/findings/${finding.id}`)}>
            {finding.what}
          </a>
          <div class="soft small">
            <span class="phone-only">{finding.number} · </span>
            {[t(`category.${finding.category}`), finding.subject_name].filter(Boolean).join(" · ")}
          </div>
        </div>
      ),
    },
    { id: "level", head: t("findings.level"), cell: (finding) => <LevelBadge level={finding.level} short /> },
    {
      id: "commune",
      head: t("findings.commune"),
      cell: (finding) => (
        <div>
          <span class="nowrap">{names.unit(finding.commune)}</span>
          <div class="soft small">{names.subProjectCode(finding.sub_project)}</div>
        </div>
      ),
    },
    { id: "due", head: t("findings.due_on"), cell: (finding) => <Due finding={finding} /> },
    {
      id: "state",
      head: t("findings.state"),
      cell: (finding) => (
        <div class="row">
          <StateBadge state={finding.state} />
          <Standing finding={finding} />
        </div>
      ),
    },
  ];
}

function Filters({
  filter,
  change,
  clear,
  names,
}: {
  filter: Filter;
  change: (patch: Record<string, string>) => void;
  clear: () => void;
  names: Names;
}) {
  const set = (name: string) => (value: string) => change({ [name]: value });
  const behind = behindOf(filter, BEHIND_FINDINGS);
  const active = Object.keys(filter).filter((name) => name !== "state" && !(name in behind)).length;
  const year = new Date().getFullYear();
  return (
    <FilterBar
      active={active}
      onClear={clear}
      search={<SearchInput label={t("findings.search")} value={filter.q ?? ""} onChange={set("q")} />}
    >
      <Select
        label={t("findings.level")}
        value={filter.level ?? ""}
        onChange={set("level")}
        empty={t("action.all")}
        options={LEVELS.map((level) => ({
          value: level,
          label: `${level.toUpperCase()} · ${t(`level.${level}`)}`,
        }))}
      />
      <Select
        label={t("findings.category")}
        value={filter.category ?? ""}
        onChange={set("category")}
        empty={t("action.all")}
        options={CATEGORIES.map((category) => ({ value: category, label: t(`category.${category}`) }))}
      />
      <Select
        label={t("findings.commune")}
        value={filter.commune ?? ""}
        onChange={set("commune")}
        empty={t("action.all")}
        options={names.units.filter(isCommuneLevel).map((unit) => ({
          value: unit.id,
          label: unit.valid_to ? `${unitName(unit)} (– ${unit.valid_to.slice(0, 4)})` : unitName(unit),
        }))}
      />
      <Select
        label={t("findings.sub_project")}
        value={filter.sub_project ?? ""}
        onChange={set("sub_project")}
        empty={t("action.all")}
        options={names.subProjects
          .filter((project) => project.leaf)
          .map((project) => ({ value: project.id, label: names.subProject(project.id) }))}
      />
      <Select
        label={t("findings.department")}
        value={filter.department ?? ""}
        onChange={set("department")}
        empty={t("action.all")}
        options={names.departments.map((one) => ({ value: one.id, label: names.department(one.id) }))}
      />
      <Select
        label={t("findings.year")}
        value={filter.year ?? ""}
        onChange={set("year")}
        empty={t("action.all")}
        options={[0, 1, 2, 3].map((back) => ({ value: String(year - back), label: String(year - back) }))}
      />
      <Check
        label={t("findings.only_overdue")}
        checked={filter.overdue === "true"}
        onChange={(on) => change({ overdue: on ? "true" : "" })}
      />
      <Check
        label={t("findings.only_carried")}
        checked={filter.carried_over === "true"}
        onChange={(on) => change({ carried_over: on ? "true" : "" })}
      />
    </FilterBar>
  );
}

export function Register() {
  const { route } = useLocation();
  const { can } = useSession();
  const names = useNames();
  const { filter, change, replace } = useFilter(NAMES);
  const [raising, setRaising] = useState(false);
  const key = `findings?${queryText(filter)}`;
  const pages = usePages(
    key,
    async (after, limit) => {
      const page = await api.list(filter, after, limit);
      counts.set(key, page.counts);
      return { items: page.findings, next: page.next };
    },
    { live: true },
  );
  const now = counts.get(key);
  const total = now && Object.values(now.state).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <PageHead title={t("findings.title")}>
        <RegisterMenu what="findings" filter={filter} />
        {can("raise_findings") && (
          <Button look="primary" icon="flag" onClick={() => setRaising(true)}>
            {t("findings.raise_free")}
          </Button>
        )}
      </PageHead>
      <Behind filter={filter} of={BEHIND_FINDINGS} replace={replace} />
      <Pills
        label={t("findings.state")}
        value={filter.state ?? ""}
        onChange={(state) => change({ state })}
        pills={[
          { value: "", label: t("findings.count_all"), count: total },
          ...FINDING_STATES.map((state) => ({
            value: state,
            label: t(`finding_state.${state}`),
            count: now && (now.state[state] ?? 0),
          })),
        ]}
      />
      <Filters
        filter={filter}
        change={change}
        clear={() => replace(filter.state ? { state: filter.state } : {})}
        names={names}
      />
      {pages.error && <Failed problem={pages.error} retry={() => void pages.refresh()} />}
      {pages.loading && <Loading lines={8} />}
      {pages.data && pages.items.length === 0 && <Empty icon="flag" words={t("findings.none")} />}
      {pages.items.length > 0 && (
        <Table
          caption={t("findings.title")}
          columns={columns(names)}
          rows={pages.items}
          rowKey={(finding) => finding.id}
          onOpen={(finding) => route(href(`/findings/${finding.id}`))}
        />
      )}
      <More more={pages.more} loading={pages.loadingMore} error={pages.moreError} onMore={pages.loadMore} />
      {raising && <RaiseDialog onClose={() => setRaising(false)} />}
    </>
  );
}

/** The counts come with the first page; they are kept beside it. */
const counts = new Map<string, FindingPage["counts"]>();

export default Register;
