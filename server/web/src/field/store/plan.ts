/** What was pulled: visits, subjects, checklists, places, earlier findings, and where records stand. */
import type { Checklist, Subject, SubProject, Unit } from "~/api/types";
import type { ChecklistRef, EarlierFinding, PlanSummary, RecordState, TeamVisit } from "../model";
import { read } from "./db";
import type { PullNote, ThingKind } from "./shape";

function all<T>(kind: ThingKind): Promise<T[]> {
  return read(["things"], async (tx) => {
    const things = await tx.objectStore("things").index("kind").getAll(kind);
    return things.map(({ body }) => body as T);
  });
}

function one<T>(kind: ThingKind, id: string): Promise<T | undefined> {
  return read(
    ["things"],
    async (tx) => (await tx.objectStore("things").get([kind, id]))?.body as T | undefined,
  );
}

export const visits = () => all<TeamVisit>("visit");
export const visit = (id: string) => one<TeamVisit>("visit", id);
export const subjects = () => all<Subject>("subject");
export const subject = (id: string) => one<Subject>("subject", id);
export const units = () => all<Unit>("unit");
export const unit = (id: string) => one<Unit>("unit", id);
export const subProjects = () => all<SubProject>("sub_project");
export const subProject = (id: string) => one<SubProject>("sub_project", id);
export const earlierFindings = () => all<EarlierFinding>("finding");
export const recordStates = () => all<RecordState>("record");
export const recordState = (id: string) => one<RecordState>("record", id);

export const checklistId = ({ id, version }: ChecklistRef) => `${id}/${version}`;

/** A checklist in the very version: as a draft pinned it, or as it was pulled. */
export function checklist(ref: ChecklistRef): Promise<Checklist | undefined> {
  return read(["checklists", "things"], async (tx) => {
    const pinned = await tx.objectStore("checklists").get([ref.id, ref.version]);
    const pulled = await tx.objectStore("things").get(["checklist", checklistId(ref)]);
    return pinned ?? (pulled?.body as Checklist | undefined);
  });
}

/** Each checklist in its newest version: what a new record is filled by. */
export async function newestChecklists(): Promise<Checklist[]> {
  const newest = new Map<string, Checklist>();
  for (const found of await all<Checklist>("checklist")) {
    if (found.version > (newest.get(found.id)?.version ?? 0)) newest.set(found.id, found);
  }
  return [...newest.values()];
}

const COMMUNES: readonly Unit["unit_type"][] = ["commune", "ward", "township", "special_zone"];

export function planSummary(): Promise<PlanSummary> {
  return read(["things", "meta"], async (tx) => {
    const byKind = tx.objectStore("things").index("kind");
    const count = (kind: ThingKind) => byKind.count(kind);
    const found = (await byKind.getAll("unit")).map(({ body }) => body as Unit);
    const note = (await tx.objectStore("meta").get("pull")) as PullNote | undefined;
    return {
      visits: await count("visit"),
      subjects: await count("subject"),
      checklists: await count("checklist"),
      findings: await count("finding"),
      communes: found.filter((each) => COMMUNES.includes(each.unit_type)).length,
      boundaries: found.filter((each) => each.boundary).length,
      bytes: note?.bytes ?? 0,
      ...(note?.completeAt !== undefined && { completeAt: note.completeAt }),
    };
  });
}
