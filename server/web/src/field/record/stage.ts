/** Where a record stands, in one word, from what the phone did and what the server said. */
import type { Draft, OutboxEntry, RecordState } from "~/field/model";

export type Stage =
  | "filling"
  | "mending"
  | "queued"
  | "refused"
  | "returned"
  | "accepted"
  | "conflict"
  | "merged"
  | "sent";

/** `newest` is the snapshot that was handed in last; `returned`, whether a reviewer's return still stands. */
export function stage(
  draft: Pick<Draft, "state" | "base">,
  state: RecordState | undefined,
  newest: Pick<OutboxEntry, "state" | "outcome"> | undefined,
  returned = state?.status === "returned",
): Stage {
  if (draft.state === "filling") return draft.base === undefined ? "filling" : "mending";
  // What this phone did last is newer than whatever the server said before it.
  if (newest?.state === "waiting") return "queued";
  if (newest?.state === "refused") return "refused";
  if (returned) return "returned";
  if (state?.status === "accepted") return "accepted";
  const outcome = newest?.outcome?.outcome;
  // A branch that a person has settled meanwhile is none any more.
  if (state ? state.conflicts > 0 : outcome === "conflict") return "conflict";
  return outcome === "merged" ? "merged" : "sent";
}
