/** Where the inspections stand: on a map, by commune, by sub-project, over time. Every figure leads to its records. */

import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import type { Overview } from "~/api/types";
import { t } from "~/i18n";
import { Input, Select } from "~/ui/form";
import { MapView } from "~/ui/map/map";
import type { Shape } from "~/ui/map/shapes";
import { Empty, Loaded } from "~/ui/states";
import { number, percent } from "~/words/numbers";
import { unitName } from "~/words/units";
import { PageHead } from "../../layout/page";
import { useNames, useVisits } from "../../names";
import { useSession } from "../../session";
import { type Filter, href, queryText, useFilter } from "../../url";
import { ProgressChart } from "./chart";
import "./overview.css";
import { COLOURS, colour, figureOf, type Measure, NOTHING, steps, total } from "./scale";
import { CommuneTable, ProjectTable } from "./tables";

const MEASURES: Measure[] = ["coverage", "findings", "evidence"];

/** The day whose outlines are drawn: the visit's, else that of the communes that there are figures for. */
function useOutlines(
  communes: Overview["communes"],
): ReturnType<typeof registry.unitsOn> extends Promise<infer T> ? T | undefined : never {
  const names = useNames();
  const last = communes
    .map((commune) => names.unitOf(commune.unit))
    .filter((unit) => unit !== undefined)
    .map((unit) => unit.valid_from ?? "1900-01-01")
    .sort()
    .at(-1);
  return useQuery(last ? `units:${last}` : null, () => registry.unitsOn(last ?? ""), { fresh: 600 }).data;
}

function Legend({ limits, measure }: { limits: number[]; measure: Measure }) {
  const words = (limit: number) => (measure === "coverage" ? percent(limit) : number(limit));
  return (
    <ul class="scale" aria-label={t("overview.colour")}>
      {limits.map((limit, at) => (
        <li key={limit}>
          <svg width="22" height="14" aria-hidden="true">
            <rect width="22" height="14" fill={COLOURS[measure][at]} />
          </svg>
          ≥ {words(limit)}
        </li>
      ))}
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <rect width="22" height="14" fill={NOTHING} />
        </svg>
        {t("overview.no_plan")}
      </li>
    </ul>
  );
}

function Choropleth({ overview, measure, base }: { overview: Overview; measure: Measure; base: Filter }) {
  const { route } = useLocation();
  const { baseMap } = useSession();
  const outlines = useOutlines(overview.communes);
  const limits = steps(
    overview.communes.map((one) => figureOf(one, measure) ?? 0),
    measure,
  );
  const shapes = useMemo(() => {
    const byUnit = new Map(overview.communes.map((one) => [one.unit, one]));
    return (outlines ?? []).flatMap((unit): Shape[] => {
      const commune = byUnit.get(unit.id);
      if (!unit.boundary || !commune) return [];
      const figure = figureOf(commune, measure);
      const words =
        figure === undefined
          ? t("overview.no_plan")
          : measure === "coverage"
            ? percent(figure)
            : number(figure);
      return [
        {
          id: unit.id,
          look: "area",
          geometry: unit.boundary,
          fill: colour(figure, limits, measure),
          label: `${unitName(unit)}: ${words}`,
          onPick: () =>
            route(
              measure === "findings"
                ? href("/findings", { commune: unit.id })
                : href("", { ...base, status: "all", commune: unit.id }),
            ),
        },
      ];
    });
  }, [outlines, overview, measure]);
  if (shapes.length === 0) return <Empty icon="map" words={t("map.none")} />;
  return (
    <>
      <MapView label={t("overview.map_words")} shapes={shapes} base={baseMap} tall fitAll />
      <Legend limits={limits} measure={measure} />
    </>
  );
}

function Sums({ overview, base }: { overview: Overview; base: Filter }) {
  const all = total(overview.communes);
  const sums: [string, string, string][] = [
    [t("overview.inspected"), `${number(all.inspected)}/${number(all.planned)}`, href("/subjects")],
    [t("overview.records"), number(all.records), href("", { ...base, status: "all" })],
    [t("overview.to_review"), number(all.toReview), href("", { ...base, status: "received" })],
    [t("overview.flagged"), number(all.flagged), href("", { ...base, status: "all", sort: "worst" })],
    [t("overview.open_findings"), number(all.open), href("/findings")],
    [t("overview.overdue_findings"), number(all.overdue), href("/findings", { overdue: "true" })],
  ];
  return (
    <ul class="sums">
      {sums.map(([name, value, to]) => (
        <li key={name}>
          <a href={to} class="sum">
            <span class="sum__value number">{value}</span>
            <span class="soft">{name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Shown({
  overview,
  measure,
  base,
  onMeasure,
}: {
  overview: Overview;
  measure: Measure;
  base: Filter;
  onMeasure: (measure: string) => void;
}) {
  return (
    <div class="stack">
      <Sums overview={overview} base={base} />
      <div class="overview__pair">
        <section class="card" aria-labelledby="coloured">
          <div class="card__head">
            <h2 id="coloured">{t("overview.by_commune")}</h2>
            <Select
              bare
              label={t("overview.colour")}
              value={measure}
              onChange={onMeasure}
              options={MEASURES.map((one) => ({ value: one, label: t(`overview.${one}`) }))}
            />
          </div>
          <Choropleth overview={overview} measure={measure} base={base} />
        </section>
        <section class="card" aria-labelledby="time">
          <h2 id="time" class="card__head">
            {t("overview.over_time")}
          </h2>
          <div class="card__body">
            <ProgressChart days={overview.days} />
          </div>
        </section>
      </div>
      <h2>{t("overview.by_commune")}</h2>
      <CommuneTable communes={overview.communes} base={base} />
      <h2>{t("overview.by_project")}</h2>
      <ProjectTable projects={overview.sub_projects} base={base} />
    </div>
  );
}

export default function OverviewPage() {
  const { filter, change } = useFilter(["visit", "from", "to", "by"]);
  const { by, ...base } = filter;
  const visits = useVisits();
  const answer = useQuery(`overview?${queryText(base)}`, () => registry.overview(base), { live: true });
  const measure = MEASURES.find((one) => one === by) ?? "coverage";
  return (
    <>
      <PageHead title={t("overview.title")} />
      <div class="filters">
        <div class="filters__fields is-open">
          <Select
            label={t("overview.visit")}
            value={filter.visit ?? ""}
            onChange={(visit) => change({ visit })}
            empty={t("overview.all_visits")}
            options={(visits.data ?? []).map((visit) => ({ value: visit.id, label: visit.title }))}
          />
          <Input
            type="date"
            label={t("form.from")}
            value={filter.from ?? ""}
            onInput={(from) => change({ from })}
          />
          <Input type="date" label={t("form.to")} value={filter.to ?? ""} onInput={(to) => change({ to })} />
        </div>
      </div>
      <Loaded answer={answer} lines={10}>
        {(overview) => (
          <Shown overview={overview} measure={measure} base={base} onMeasure={(by) => change({ by })} />
        )}
      </Loaded>
    </>
  );
}
