/** For tests of this folder: a good record, and chance that is the same each time. */
import type { Photo, Revision } from "./shapes";

/** The id with the number `number`. */
export function id(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A photo named by one repeated hexadecimal digit. */
export function photo(digit: string, more: Partial<Photo> = {}): Photo {
  return {
    sha256: digit.repeat(64),
    bytes: 204_800,
    media_type: "image/jpeg",
    taken_at: "2024-05-06T09:20:00.000+07:00",
    ...more,
  };
}

export function revision(more: Partial<Revision> = {}): Revision {
  return {
    record: id(1),
    revision: id(2),
    checklist: { id: "sample", version: 1 },
    visit: id(3),
    subject: id(4),
    sub_project: id(5),
    commune: id(6),
    captured_at: "2024-05-06T09:15:00.000+07:00",
    answers: {},
    photos: [],
    ...more,
  };
}

/** Numbers below `below`, the same for the same seed (SplitMix32). */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}
