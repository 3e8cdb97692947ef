/** Units, programme, subjects, visits, checklists: what changes a few times a year. */
import { get, type Query, sendBytes } from "./http";
import type { Page } from "./pages";
import type { Checklist, Department, Imported, Overview, Subject, SubProject, Unit, Visit } from "./types";

export const units = async () => (await get<{ units: Unit[] }>("/units")).units;
export const unitsOn = async (on: string) =>
  (await get<{ units: Unit[] }>("/units", { on, boundaries: true })).units;
export const subProjects = async () =>
  (await get<{ sub_projects: SubProject[] }>("/sub-projects")).sub_projects;
export const departments = async () => (await get<{ departments: Department[] }>("/departments")).departments;
export const visits = async () => (await get<{ visits: Visit[] }>("/visits")).visits;
export const checklists = async () => (await get<{ checklists: Checklist[] }>("/checklists")).checklists;
export const checklist = (id: string, version: number) => get<Checklist>(`/checklists/${id}/${version}`);

export const subject = (id: string) => get<Subject>(`/subjects/${id}`);

async function subjects(filter: Query, after?: string, limit = 200): Promise<Page<Subject>> {
  const page = await get<{ subjects: Subject[]; next?: string }>("/subjects", { ...filter, after, limit });
  return { items: page.subjects, next: page.next };
}

/** All subjects of a commune, or of everything in scope; a district has some thousands. */
export const allSubjects = (commune?: string) => subjectsWhere({ commune });

/** All that a filter lets through. */
export async function subjectsWhere(filter: Query): Promise<Subject[]> {
  const all: Subject[] = [];
  let after: string | undefined;
  do {
    const page = await subjects(filter, after, 500);
    all.push(...page.items);
    after = page.next;
  } while (after && all.length < 20_000);
  return all;
}

export const overview = (filter: { visit?: string; from?: string; to?: string }) =>
  get<Overview>("/overview", filter);

export const importFile = (what: string, file: File, check: boolean, on?: string) =>
  sendBytes<Imported>(`/import/${what}`, file, { file: file.name, check, on });
