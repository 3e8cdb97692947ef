/** What became of a file, put in the order in which somebody looks at it. */
import type { PushOutcome, RescuedRevision, RescueOutcome } from "~/api/types";
import type { Tone } from "~/ui/badge";

export type OutcomeKind = PushOutcome["outcome"];

/** What somebody has to see to comes first. */
export const KINDS: readonly OutcomeKind[] = ["rejected", "conflict", "merged", "accepted", "duplicate"];

export const KIND_TONE: Record<OutcomeKind, Tone> = {
  rejected: "red",
  conflict: "rust",
  merged: "green",
  accepted: "green",
  duplicate: "grey",
};

export const PHOTO_KINDS = ["missing", "refused", "stored", "known"] as const;

export const PHOTO_TONE: Record<(typeof PHOTO_KINDS)[number], Tone> = {
  missing: "rust",
  refused: "red",
  stored: "green",
  known: "grey",
};

export interface RescuedRecord {
  /** Absent where the snapshot does not say which record it is of. */
  record: string | undefined;
  /** What became of its snapshots, in the order in which they were made. */
  outcomes: PushOutcome[];
}

const gravest = ({ outcomes }: RescuedRecord): number =>
  Math.min(...outcomes.map(({ outcome }) => KINDS.indexOf(outcome)));

/** Snapshots by their record. */
export function byRecord(revisions: readonly RescuedRevision[]): RescuedRecord[] {
  const records: RescuedRecord[] = [];
  for (const { record, outcome } of revisions) {
    const known = record ? records.find((one) => one.record === record) : undefined;
    if (known) known.outcomes.push(outcome);
    else records.push({ record, outcomes: [outcome] });
  }
  return records.sort((one, other) => gravest(one) - gravest(other));
}

/** How many snapshots went which way; ways that none went are left out. */
export function tally(revisions: readonly RescuedRevision[]): { kind: OutcomeKind; n: number }[] {
  const of = (kind: OutcomeKind) => revisions.filter(({ outcome }) => outcome.outcome === kind).length;
  return KINDS.map((kind) => ({ kind, n: of(kind) })).filter(({ n }) => n > 0);
}

/** The server had all of it before, as where the same file is handed in twice. */
export function changedNothing({ revisions, photos, damage }: RescueOutcome): boolean {
  const { stored, refused, missing } = photos;
  return (
    !damage &&
    stored + refused.length + missing.length === 0 &&
    revisions.every(({ outcome }) => outcome.outcome === "duplicate")
  );
}
