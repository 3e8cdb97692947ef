/** The queue's filters, with how many records each choice has. */

import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import { type Facets, KINDS, STATUSES, VERDICTS } from "~/api/types";
import { said, t } from "~/i18n";
import { FilterBar, Pills, SearchInput } from "~/ui/filter-bar";
import { Check, Input, type Option, Select } from "~/ui/form";
import { unitName } from "~/words/units";
import { isCommuneLevel, type Names } from "../../names";
import { type Filter, queryText } from "../../url";
import { asked, askedInAnyState, countOf, statusOf } from "./filter";
import { SavedFilters } from "./saved";

interface Props {
  filter: Filter;
  change: (patch: Record<string, string>) => void;
  replace: (filter: Filter) => void;
  names: Names;
}

const key = (filter: Filter) => `facets?${queryText(filter)}`;

/** Counts of the present filter, and of the same in every state. */
function useFacets(filter: Filter): { here: Facets | undefined; anyState: Facets | undefined } {
  const here = useQuery(key(filter), () => records.facets(asked(filter)), { live: true });
  const { status: _, ...rest } = filter;
  const anyState = useQuery(key({ ...rest, status: "all" }), () => records.facets(askedInAnyState(filter)), {
    live: true,
  });
  return { here: here.data, anyState: anyState.data };
}

function counted(label: string, count: number | undefined): string {
  return count === undefined ? label : `${label} (${count})`;
}

function communeOptions(names: Names, facets: Facets | undefined, chosen: string | undefined): Option[] {
  const counts = new Map(facets?.commune.map(({ unit, n }) => [unit, n]));
  return names.units
    .filter((unit) => isCommuneLevel(unit) && (!facets || counts.has(unit.id) || unit.id === chosen))
    .sort((a, b) => a.name.localeCompare(b.name, "vi"))
    .map((unit) => ({ value: unit.id, label: counted(unitName(unit), counts.get(unit.id)) }));
}

function projectOptions(names: Names, facets: Facets | undefined, chosen: string | undefined): Option[] {
  const counts = new Map(facets?.sub_project.map(({ id, n }) => [id, n]));
  return names.subProjects
    .filter((project) => project.leaf && (!facets || counts.has(project.id) || project.id === chosen))
    .map((project) => ({
      value: project.id,
      label: counted(names.subProject(project.id), counts.get(project.id)),
    }));
}

function visitOptions(names: Names, facets: Facets | undefined, chosen: string | undefined): Option[] {
  const counts = new Map(facets?.visit.map(({ id, n }) => [id, n]));
  return names.visits
    .filter((visit) => !facets || counts.has(visit.id) || visit.id === chosen)
    .map((visit) => ({ value: visit.id, label: counted(visit.title, counts.get(visit.id)) }));
}

/** The last word is the name by which Vietnamese are called and put in order. */
function calledBy(name: string): string {
  return `${name.split(" ").at(-1)} ${name}`;
}

/** Who sent records: in any state, so that a choice keeps its name where nothing is left of it in this one. */
function inspectorOptions(here: Facets | undefined, anyState: Facets | undefined): Option[] {
  const counts = new Map(here?.person.map(({ id, n }) => [id, n]));
  return [...(anyState?.person ?? [])]
    .sort((a, b) => calledBy(a.name).localeCompare(calledBy(b.name), "vi"))
    .map(({ id, name }) => ({ value: id, label: counted(name, here && (counts.get(id) ?? 0)) }));
}

export function QueueFilters({ filter, change, replace, names }: Props) {
  const { here, anyState } = useFacets(filter);
  const rules = useQuery("rules", records.rules, { fresh: 600 });
  const set = (name: string) => (value: string) => change({ [name]: value });
  const inspectors = inspectorOptions(here, anyState);
  return (
    <>
      <Pills
        label={t("queue.status")}
        value={statusOf(filter)}
        onChange={set("status")}
        pills={[
          ...STATUSES.map((status) => ({
            value: status,
            label: t(`status.${status}`),
            count: anyState && (anyState.status[status] ?? 0),
          })),
          { value: "all", label: t("queue.all"), count: anyState?.total },
        ]}
      />
      <FilterBar
        active={countOf(filter)}
        onClear={() => replace(filter.status ? { status: filter.status } : {})}
        search={<SearchInput label={t("queue.search")} value={filter.q ?? ""} onChange={set("q")} />}
        extra={<SavedFilters query={queryText(filter)} />}
      >
        <Select
          label={t("queue.evidence")}
          value={filter.evidence ?? ""}
          onChange={set("evidence")}
          empty={t("queue.all")}
          options={VERDICTS.map((verdict) => ({
            value: verdict,
            label: counted(t(`verdict.${verdict}`), here?.evidence[verdict]),
          }))}
        />
        <Select
          label={t("queue.commune")}
          value={filter.commune ?? ""}
          onChange={set("commune")}
          empty={t("queue.all")}
          options={communeOptions(names, here, filter.commune)}
        />
        <Select
          label={t("queue.kind")}
          value={filter.kind ?? ""}
          onChange={set("kind")}
          empty={t("queue.all")}
          options={KINDS.map((kind) => ({
            value: kind,
            label: counted(t(`kind.${kind}`), here?.kind[kind]),
          }))}
        />
        <Select
          label={t("queue.sub_project")}
          value={filter.sub_project ?? ""}
          onChange={set("sub_project")}
          empty={t("queue.all")}
          options={projectOptions(names, here, filter.sub_project)}
        />
        <Select
          label={t("queue.visit")}
          value={filter.visit ?? ""}
          onChange={set("visit")}
          empty={t("queue.all")}
          options={visitOptions(names, here, filter.visit)}
        />
        {(inspectors.length > 0 || filter.person) && (
          <Select
            label={t("queue.inspector")}
            value={filter.person ?? ""}
            onChange={set("person")}
            empty={t("queue.all")}
            options={inspectors}
          />
        )}
        <Select
          label={t("queue.rule")}
          value={filter.rule ?? ""}
          onChange={set("rule")}
          empty={t("queue.all")}
          options={(rules.data ?? []).map((rule) => ({ value: rule.code, label: said(rule.title) }))}
        />
        <Input type="date" label={t("form.from")} value={filter.from ?? ""} onInput={set("from")} />
        <Input type="date" label={t("form.to")} value={filter.to ?? ""} onInput={set("to")} />
        <Select
          label={t("queue.sort")}
          value={filter.sort ?? "newest"}
          onChange={(sort) => change({ sort: sort === "newest" ? "" : sort })}
          options={(["newest", "oldest", "worst"] as const).map((sort) => ({
            value: sort,
            label: t(`queue.sort_${sort}`),
          }))}
        />
        <Check
          label={counted(t("queue.conflicts"), here?.conflicts)}
          checked={filter.conflicts === "true"}
          onChange={(on) => change({ conflicts: on ? "true" : "" })}
        />
      </FilterBar>
    </>
  );
}
