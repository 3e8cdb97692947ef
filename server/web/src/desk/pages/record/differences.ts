/** What differs between two snapshots of one record. */
import type { AnswerBody, PhotoRef, Snapshot } from "~/api/types";
import { evidencePhotos, signaturesOf } from "./photos";

export interface Differences {
  /** Items whose answer or remark differs, in the order in which they are met. */
  items: string[];
  photosAdded: string[];
  photosRemoved: string[];
  signaturesAdded: string[];
  signaturesRemoved: string[];
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

/** Those of `photos` that `others` does not have, by their name. */
function without(photos: PhotoRef[], others: PhotoRef[]): string[] {
  return photos.map(({ sha256 }) => sha256).filter((sha) => !others.some(({ sha256 }) => sha256 === sha));
}

export function differences(left: Snapshot, right: Snapshot): Differences {
  const keys = new Set([...Object.keys(left.answers), ...Object.keys(right.answers)]);
  const photos = [evidencePhotos(left), evidencePhotos(right)] as const;
  const signatures = [signaturesOf(left), signaturesOf(right)] as const;
  return {
    items: [...keys].filter((key) => !sameAnswer(left.answers[key], right.answers[key])),
    photosAdded: without(photos[1], photos[0]),
    photosRemoved: without(photos[0], photos[1]),
    signaturesAdded: without(signatures[1], signatures[0]),
    signaturesRemoved: without(signatures[0], signatures[1]),
    capturedAt: Date.parse(left.captured_at) !== Date.parse(right.captured_at),
    place: sign(left.fix) !== sign(right.fix),
  };
}
