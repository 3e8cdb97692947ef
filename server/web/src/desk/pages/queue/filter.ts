/** The queue's filter: what the address says, and what is asked of the server for it. */
import type { Query } from "~/api/http";
import { BEHIND_RECORDS } from "../../evaluations/figure-links";
import type { Filter } from "../../url";

export const NAMES = [
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
  "q",
  "conflicts",
  "sort",
  ...BEHIND_RECORDS,
] as const;

/** What a reviewer comes for; `all` in the address asks for every state. */
export const DEFAULT_STATUS = "received";

export function statusOf(filter: Filter): string {
  return filter.status ?? DEFAULT_STATUS;
}

/** The query for the server. */
export function asked(filter: Filter): Query {
  const { status: _, ...rest } = filter;
  const status = statusOf(filter);
  return status === "all" ? rest : { ...rest, status };
}

/** The same in every state, for the counts beside the states. */
export function askedInAnyState(filter: Filter): Query {
  const { status: _, sort: __, ...rest } = filter;
  return rest;
}

/** How many filters are set beside the state and the order. */
export function countOf(filter: Filter): number {
  const beside = ["status", "sort", ...BEHIND_RECORDS];
  return Object.keys(filter).filter((name) => !beside.includes(name)).length;
}
