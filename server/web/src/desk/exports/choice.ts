/** From a list's filter, as an address says it, to what is asked of an export, as data says it. */
import type { Ask, Choices, ExportFormat, Register } from "~/api/exports.types";
import type { Query } from "~/api/http";
import { BEHIND_FINDINGS, BEHIND_RECORDS, BEHIND_SUBJECTS } from "../evaluations/figure-links";

/** What exports are narrowed by: the filters that people set, and what comes with a number of a report. */
const KNOWN: Record<Register, readonly string[]> = {
  records: [
    ...BEHIND_RECORDS,
    "record",
    "status",
    "commune",
    "sub_project",
    "kind",
    "visit",
    "person",
    "from",
    "to",
    "evidence",
    "rule",
    "conflicts",
    "q",
  ],
  findings: [
    ...BEHIND_FINDINGS,
    "state",
    "level",
    "category",
    "commune",
    "sub_project",
    "record",
    "department",
    "overdue",
    "carried_over",
    "year",
    "q",
  ],
  subjects: [...BEHIND_SUBJECTS, "commune", "sub_project", "kind"],
};
const FLAGS = new Set([
  "carried_over",
  "conflicts",
  "in_time",
  "listed",
  "of_visit",
  "overdue",
  "planned",
  "to_do",
  "unchecked",
  "whole",
  "withdrawn",
]);

type Said = string | number | boolean;

export function choiceOf<One extends Register>(what: One, filter: Query): Choices[One] {
  const entries = Object.entries(filter).flatMap(([name, value]): [string, Said][] => {
    if (!KNOWN[what].includes(name) || value === undefined || value === null || value === "") return [];
    if (FLAGS.has(name)) return [[name, String(value) === "true"]];
    return [[name, name === "year" ? Number(value) : value]];
  });
  // Lists take the same words and have been asked with them.
  return Object.fromEntries(entries) as Choices[One];
}

/** A register as its list shows it. */
export function registerAsk(
  what: Register,
  format: ExportFormat,
  filter: Query,
  openHouseholds: boolean,
): Ask {
  const rest = { format, ...(openHouseholds ? { open_households: true } : {}) };
  switch (what) {
    case "records":
      return { what, filter: choiceOf(what, filter), ...rest };
    case "findings":
      return { what, filter: choiceOf(what, filter), ...rest };
    case "subjects":
      return { what, filter: choiceOf(what, filter), ...rest };
  }
}

/** Whether the list is narrowed by something that exports do not know. */
export function isNarrower(what: Register, filter: Query): boolean {
  return Object.entries(filter).some(
    ([name, value]) => !KNOWN[what].includes(name) && !["sort", "view"].includes(name) && Boolean(value),
  );
}
