/** From a list's filter, as an address says it, to what is asked of an export, as data says it. */
import type { Choice, Register } from "~/api/exports.types";
import type { Query } from "~/api/http";

/** The filters that exports know, which are those that people set. */
const KNOWN: Record<Register, readonly string[]> = {
  records: [
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
  subjects: ["commune", "sub_project", "kind"],
};
const FLAGS = ["conflicts", "overdue", "carried_over"];

export function choiceOf(what: Register, filter: Query): Choice {
  const entries = Object.entries(filter).flatMap(([name, value]): [string, Choice[string]][] => {
    if (!KNOWN[what].includes(name) || value === undefined || value === null || value === "") return [];
    if (FLAGS.includes(name)) return [[name, String(value) === "true"]];
    return [[name, name === "year" ? Number(value) : value]];
  });
  return Object.fromEntries(entries);
}

/** Whether the list is narrowed by something that exports do not know. */
export function isNarrower(what: Register, filter: Query): boolean {
  return Object.keys(filter).some((name) => !KNOWN[what].includes(name) && name !== "sort");
}
