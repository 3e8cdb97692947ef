/** Names for the ids that records and findings carry. The registry changes a few times a year, so it is kept. */
import { useMemo } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import type { Department, SubProject, Unit, Visit } from "~/api/types";
import { language } from "~/i18n";
import { day } from "~/words/dates";
import { unitName } from "~/words/units";

const LONG = { fresh: 600 };

export const useUnits = () => useQuery("registry:units", registry.units, LONG);
export const useSubProjects = () => useQuery("registry:sub-projects", registry.subProjects, LONG);
export const useDepartments = () => useQuery("registry:departments", registry.departments, LONG);
export const useVisits = () => useQuery("registry:visits", registry.visits, LONG);
export const useChecklists = () => useQuery("registry:checklists", registry.checklists, LONG);

export function isCommuneLevel(unit: Unit): boolean {
  return unit.unit_type !== "province" && unit.unit_type !== "district";
}

/** `01/01/2020 – 30/06/2025`; open ends stay open. */
export function validity(thing: { valid_from?: string; valid_to?: string }): string {
  if (!thing.valid_from && !thing.valid_to) return "";
  return `${day(thing.valid_from) || "…"} – ${day(thing.valid_to) || "…"}`;
}

export interface Names {
  ready: boolean;
  units: Unit[];
  subProjects: SubProject[];
  departments: Department[];
  visits: Visit[];
  unit: (id: string | undefined) => string;
  unitOf: (id: string | undefined) => Unit | undefined;
  subProject: (id: string | undefined) => string;
  /** Its code alone, where there is little room. */
  subProjectCode: (id: string | undefined) => string;
  department: (id: string | undefined) => string;
  visit: (id: string | undefined) => string;
}

function byId<T extends { id: string }>(things: T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

export function useNames(): Names {
  const units = useUnits().data;
  const subProjects = useSubProjects().data;
  const departments = useDepartments().data;
  const visits = useVisits().data;
  const english = language() === "en";
  return useMemo(() => {
    const unitsById = byId(units ?? []);
    const projectsById = byId(subProjects ?? []);
    const departmentsById = byId(departments ?? []);
    const visitsById = byId(visits ?? []);
    const own = (thing: { name: string; name_en?: string }) => (english && thing.name_en) || thing.name;
    return {
      ready: units !== undefined && subProjects !== undefined,
      units: units ?? [],
      subProjects: subProjects ?? [],
      departments: departments ?? [],
      visits: visits ?? [],
      unitOf: (id) => (id === undefined ? undefined : unitsById.get(id)),
      unit: (id) => {
        const unit = unitsById.get(id ?? "");
        return unit ? unitName(unit) : (id?.slice(0, 8) ?? "");
      },
      subProject: (id) => {
        const project = projectsById.get(id ?? "");
        return project ? `${project.code} · ${own(project)}` : (id?.slice(0, 8) ?? "");
      },
      subProjectCode: (id) => projectsById.get(id ?? "")?.code ?? id?.slice(0, 8) ?? "",
      department: (id) => {
        const department = departmentsById.get(id ?? "");
        return department ? own(department) : (id?.slice(0, 8) ?? "");
      },
      visit: (id) => visitsById.get(id ?? "")?.title ?? id?.slice(0, 8) ?? "",
    };
  }, [units, subProjects, departments, visits, english]);
}
