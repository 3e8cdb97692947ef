/** Units as they stood on a day: codes were given again to other territory, so a code is never enough. */

import { useMemo } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import type { Unit } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Input } from "~/ui/form";
import { MapView } from "~/ui/map/map";
import type { Shape } from "~/ui/map/shapes";
import { Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { today } from "~/words/dates";
import { unitName } from "~/words/units";
import { PageHead } from "../../layout/page";
import { isCommuneLevel, useUnits, validity } from "../../names";
import { useSession } from "../../session";
import { useFilter } from "../../url";

/** The last day of the districts, and of the communes that were merged with them. */
const BEFORE = "2025-06-30";

const TONES = { approximate: "amber", "reference-map": "blue", official: "green" } as const;

function columns(all: Unit[]): Column<Unit>[] {
  const name = (id: string | undefined) => {
    const unit = all.find((one) => one.id === id);
    return unit && `${unitName(unit)} (${unit.code})`;
  };
  return [
    {
      id: "name",
      head: t("units.name"),
      look: "lead",
      cell: (unit) => (
        <div>
          <strong>{unitName(unit)}</strong> <span class="soft mono">{unit.code}</span>
        </div>
      ),
    },
    {
      id: "valid",
      head: t("units.valid"),
      cell: (unit) => <span class="number">{validity(unit) || "–"}</span>,
    },
    {
      id: "successor",
      head: t("units.successor"),
      cell: (unit) => name(unit.successor) ?? <span class="soft">–</span>,
    },
    {
      id: "made",
      head: t("units.made_of"),
      width: "30%",
      cell: (unit) => {
        const parts = all.filter((one) => one.successor === unit.id);
        return parts.length > 0 ? (
          <span class="small">{parts.map(unitName).join(", ")}</span>
        ) : (
          <span class="soft">–</span>
        );
      },
    },
    {
      id: "boundary",
      head: t("units.boundary"),
      cell: (unit) =>
        unit.boundary_quality ? (
          <Badge tone={TONES[unit.boundary_quality]}>{t(`boundary_quality.${unit.boundary_quality}`)}</Badge>
        ) : (
          <span class="soft small">{t("boundary_quality.none")}</span>
        ),
    },
  ];
}

/** Neighbours get different greens, so that the lines between them show. */
const FILLS = ["#b5d8c3", "#d9e8b8", "#c4dce6", "#e9e0b4", "#d7cfe6"];

function UnitMap({ units }: { units: Unit[] }) {
  const { baseMap } = useSession();
  const shapes = useMemo(
    () =>
      units
        .filter((unit) => unit.boundary && isCommuneLevel(unit))
        .map(
          (unit, at): Shape => ({
            id: unit.id,
            look: "area",
            geometry: unit.boundary as GeoJSON.Geometry,
            fill: FILLS[at % FILLS.length],
            label: `${unitName(unit)} · ${unit.code} · ${validity(unit)}`,
          }),
        ),
    [units],
  );
  if (shapes.length === 0) return null;
  return (
    <section class="card">
      <MapView label={t("units.title")} shapes={shapes} base={baseMap} tall fitAll />
    </section>
  );
}

export default function UnitsPage() {
  const { filter, change } = useFilter(["on"]);
  const on = filter.on ?? today();
  const all = useUnits();
  const answer = useQuery(`units:${on}`, () => registry.unitsOn(on), { fresh: 600 });
  return (
    <>
      <PageHead title={t("units.title")} />
      <div class="filters">
        <div class="filters__fields is-open">
          <Input type="date" label={t("units.on")} value={on} onInput={(day) => day && change({ on: day })} />
          <Button pressed={on === today()} onClick={() => change({ on: "" })}>
            {t("units.now")}
          </Button>
          <Button pressed={on === BEFORE} onClick={() => change({ on: BEFORE })}>
            {t("units.before")}
          </Button>
        </div>
      </div>
      <p class="lead soft">{t("units.hint")}</p>
      <Loaded answer={answer}>
        {(units) => (
          <div class="stack">
            <UnitMap units={units} />
            <Table
              caption={t("units.title")}
              columns={columns(all.data ?? units)}
              rows={units}
              rowKey={(unit) => unit.id}
            />
          </div>
        )}
      </Loaded>
    </>
  );
}
