/** Names for the ids that visits, subjects and records carry, from what was downloaded. */
import { useMemo } from "preact/hooks";
import type { Subject, SubProject, Unit } from "~/api/types";
import { language } from "~/i18n";
import { unitName } from "~/words/units";
import { subjects, subProjects, units, useStored } from "./store";

export function projectName(project: SubProject): string {
  const name = (language() === "en" && project.name_en) || project.name;
  return `${project.code} · ${name}`;
}

function byId<T extends { id: string }>(things: T[] | undefined): Map<string, T> {
  return new Map((things ?? []).map((thing) => [thing.id, thing]));
}

export interface Names {
  ready: boolean;
  unit: (id: string | undefined) => string;
  unitOf: (id: string | undefined) => Unit | undefined;
  units: Unit[];
  subProject: (id: string | undefined) => string;
  subProjects: SubProject[];
  subjectOf: (id: string | undefined) => Subject | undefined;
}

export function useNames(): Names {
  const { value } = useStored(async () => {
    const [allUnits, allProjects, allSubjects] = await Promise.all([units(), subProjects(), subjects()]);
    return { units: allUnits, projects: allProjects, subjects: allSubjects };
  }, ["plan"]);
  return useMemo(() => {
    const unitsById = byId(value?.units);
    const projectsById = byId(value?.projects);
    const subjectsById = byId(value?.subjects);
    return {
      ready: value !== undefined,
      unitOf: (id) => unitsById.get(id ?? ""),
      unit: (id) => {
        const unit = unitsById.get(id ?? "");
        return unit ? unitName(unit) : "";
      },
      units: value?.units ?? [],
      subProject: (id) => {
        const project = projectsById.get(id ?? "");
        return project ? projectName(project) : "";
      },
      subProjects: value?.projects ?? [],
      subjectOf: (id) => subjectsById.get(id ?? ""),
    };
  }, [value]);
}
