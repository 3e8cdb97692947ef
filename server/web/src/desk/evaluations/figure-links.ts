/** From a number of a report to the desk's list of what is behind it. */
import { type Filter, href } from "../url";

/** What the questions behind numbers narrow the lists by, besides the filters that people set. */
export const BEHIND_RECORDS = [
  "evaluation",
  "whole",
  "planned",
  "of_visit",
  "subject_sub_project",
  "subject_commune",
  "checklist",
  "item",
  "outcome",
  "rule_answer",
  "unchecked",
] as const;
export const BEHIND_FINDINGS = [
  "evaluation",
  "from",
  "to",
  "open_on",
  "in_time",
  "to_do",
  "withdrawn",
] as const;
export const BEHIND_SUBJECTS = ["evaluation", "listed", "planned"] as const;

const PAGES: Record<string, string> = { records: "", findings: "/findings", subjects: "/subjects" };

/** `records?evaluation=…&sub_project=…` → the queue with that filter. Nothing where the desk has no such list. */
export function figureHref(query: string | undefined): string | undefined {
  if (!query) return undefined;
  const [list = "", parameters = ""] = query.replace(/^\/?(api\/v1\/)?/, "").split("?");
  const page = PAGES[list];
  if (page === undefined) return undefined;
  const filter: Filter = Object.fromEntries(new URLSearchParams(parameters));
  // The queue shows what waits for review unless it is told otherwise.
  if (list === "records" && !filter.status) filter.status = "all";
  return href(page, filter);
}

/** The part of a page's filter that came with a number. */
export function behindOf(filter: Filter, names: readonly string[]): Filter {
  if (!filter.evaluation) return {};
  return Object.fromEntries(names.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));
}
