/** What is inspected: as a list, and on a map. */

import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import { KINDS, type Subject } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { FilterBar, SearchInput } from "~/ui/filter-bar";
import { Select } from "~/ui/form";
import { MapView } from "~/ui/map/map";
import type { Shape } from "~/ui/map/shapes";
import { Empty, Loaded } from "~/ui/states";
import { Table } from "~/ui/table";
import { matches } from "~/words/fold";
import { unitName } from "~/words/units";
import { Behind } from "../../evaluations/behind";
import { BEHIND_SUBJECTS, behindOf } from "../../evaluations/figure-links";
import { RegisterMenu } from "../../exports/register-menu";
import { PageHead } from "../../layout/page";
import { isCommuneLevel, type Names, useNames } from "../../names";
import { useSession } from "../../session";
import { type Filter, queryText, useFilter } from "../../url";
import { recordsOf, subjectColumns, subjectName } from "./columns";

/** Lines that are drawn at once; the search finds the others. */
const SHOWN = 500;

export function chosen(subjects: Subject[], filter: Filter): Subject[] {
  return subjects.filter(
    (subject) =>
      (!filter.kind || subject.kind === filter.kind) &&
      (!filter.commune || subject.commune === filter.commune) &&
      (!filter.sub_project ||
        subject.sub_project === filter.sub_project ||
        subject.also?.includes(filter.sub_project)) &&
      (!filter.q ||
        matches(`${subjectName(subject)} ${subject.code ?? ""} ${subject.village ?? ""}`, filter.q)),
  );
}

function SubjectMap({ subjects, names }: { subjects: Subject[]; names: Names }) {
  const { route } = useLocation();
  const { baseMap } = useSession();
  const on = outlineDay(subjects, names);
  const outlines = useQuery(`units:${on}`, () => registry.unitsOn(on), { fresh: 600 }).data;
  const shapes = useMemo(() => {
    const communes = new Set(subjects.map((subject) => subject.commune));
    const boundaries = (outlines ?? []).flatMap((unit): Shape[] =>
      unit.boundary && communes.has(unit.id)
        ? [{ id: unit.id, look: "boundary", geometry: unit.boundary, label: unitName(unit) }]
        : [],
    );
    const points = subjects.flatMap((subject): Shape[] =>
      subject.site
        ? [
            {
              id: subject.id,
              look: "subject",
              geometry: subject.site.geometry,
              label: `${subjectName(subject)} (${t(`kind.${subject.kind}`)})`,
              onPick: () => route(recordsOf(subject)),
            },
          ]
        : [],
    );
    return [...boundaries, ...points];
  }, [subjects, outlines]);
  return (
    <section class="card">
      <MapView label={t("subjects.map")} shapes={shapes} base={baseMap} tall fitAll />
    </section>
  );
}

/** A day on which the subjects' communes stood. */
function outlineDay(subjects: Subject[], names: Names): string {
  const unit = names.unitOf(subjects[0]?.commune);
  return unit?.valid_to ?? unit?.valid_from ?? new Date().toISOString().slice(0, 10);
}

const NAMES = ["q", "kind", "commune", "sub_project", "view", ...BEHIND_SUBJECTS];

export default function SubjectsPage() {
  const names = useNames();
  const { filter, change, replace } = useFilter(NAMES);
  const behind = behindOf(filter, BEHIND_SUBJECTS);
  const answer = useQuery(`subjects:all?${queryText(behind)}`, () => registry.subjectsWhere(behind), {
    fresh: 300,
  });
  const own = Object.keys(filter).filter((name) => name !== "view" && !(name in behind));
  const set = (name: string) => (value: string) => change({ [name]: value });
  const communes = new Set(answer.data?.map((subject) => subject.commune));
  const asMap = filter.view === "map";
  return (
    <>
      <PageHead title={t("subjects.title")}>
        <RegisterMenu what="subjects" filter={filter} />
        <Button icon="list" pressed={!asMap} onClick={() => change({ view: "" })}>
          {t("subjects.list")}
        </Button>
        <Button icon="map" pressed={asMap} onClick={() => change({ view: "map" })}>
          {t("subjects.map")}
        </Button>
      </PageHead>
      <Behind filter={filter} of={BEHIND_SUBJECTS} replace={replace} />
      <FilterBar
        active={own.length}
        onClear={() => replace(filter.view ? { view: filter.view } : {})}
        search={<SearchInput label={t("subjects.search")} value={filter.q ?? ""} onChange={set("q")} />}
      >
        <Select
          label={t("subjects.kind")}
          value={filter.kind ?? ""}
          onChange={set("kind")}
          empty={t("action.all")}
          options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
        <Select
          label={t("findings.commune")}
          value={filter.commune ?? ""}
          onChange={set("commune")}
          empty={t("action.all")}
          options={names.units
            .filter((unit) => isCommuneLevel(unit) && communes.has(unit.id))
            .map((unit) => ({ value: unit.id, label: unitName(unit) }))}
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
      </FilterBar>
      <Loaded answer={answer} lines={8}>
        {(all) => {
          const subjects = chosen(all, filter);
          if (subjects.length === 0) return <Empty icon="place" words={t("state.none_found")} />;
          return (
            <div class="stack">
              <p class="soft small">
                {t("subjects.shown", { shown: subjects.length, total: all.length })} · {t("subjects.masked")}
              </p>
              {asMap ? (
                <SubjectMap subjects={subjects} names={names} />
              ) : (
                <Table
                  caption={t("subjects.title")}
                  columns={subjectColumns(names)}
                  rows={subjects.slice(0, SHOWN)}
                  rowKey={(subject) => subject.id}
                />
              )}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
