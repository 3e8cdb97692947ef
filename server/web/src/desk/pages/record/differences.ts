/** What differs between two snapshots of one record. */
import type { AnswerBody, Snapshot } from "~/api/types";

export interface Differences {
  /** Items whose answer or remark differs, in the order in which they are met. */
  items: string[];
  photosAdded: string[];
  photosRemoved: string[];
  capturedAt: boolean;
  place: boolean;
}

/** The same value whatever the order of its keys; several choices are the same in any order. */
function sign(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sign).sort().join()}]`;
  if (value && typeof value === "object") {
    const pairs = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
    return `{${pairs.map(([key, inner]) => `${key}:${sign(inner)}`).join()}}`;
  }
  return JSON.stringify(value) ?? "";
}

export function sameAnswer(left: AnswerBody | undefined, right: AnswerBody | undefined): boolean {
  return sign(left) === sign(right);
}

export function differences(left: Snapshot, right: Snapshot): Differences {
  const keys = new Set([...Object.keys(left.answers), ...Object.keys(right.answers)]);
  const before = new Set((left.photos ?? []).map((photo) => photo.sha256));
  const after = new Set((right.photos ?? []).map((photo) => photo.sha256));
  return {
    items: [...keys].filter((key) => !sameAnswer(left.answers[key], right.answers[key])),
    photosAdded: [...after].filter((photo) => !before.has(photo)),
    photosRemoved: [...before].filter((photo) => !after.has(photo)),
    capturedAt: Date.parse(left.captured_at) !== Date.parse(right.captured_at),
    place: sign(left.fix) !== sign(right.fix),
  };
}
