/**
 * Three-way merge of two snapshots that grew from one base, item by item.
 *
 * Two sides that changed different things are joined; two sides that changed one thing differently are a conflict, and
 * a conflict is not settled here: both snapshots stay, and a person decides.
 */
import { canonical } from "./canonical";
import { own } from "./condition";
import type { Photo, Revision } from "./shapes";
import { readTime } from "./time";

/**
 * Where the sides do not overlap, one snapshot with both; its `revision`, `base` and `signature` are those of `ours`
 * and are for the caller to replace. Else JSON Pointers to what both changed differently; a photo stands under its
 * hash, because its place in the list is not the same on both sides.
 */
export type Merge = { merged: Revision } | { conflict: string[] };

/** The parts of a revision that are merged as one, with the members of each. */
const PARTS: [pointer: string, members: (keyof Revision)[]][] = [
  ["/checklist", ["checklist"]],
  ["/visit", ["visit"]],
  ["/subject", ["subject", "new_subject"]],
  ["/sub_project", ["sub_project"]],
  ["/commune", ["commune"]],
];

/** Members that hold a time, which has more than one text. */
const TIMES: readonly string[] = ["at", "taken_at", "captured_at"];

/** A value such that two that mean the same are written the same. */
function plain(value: unknown, name = ""): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return TIMES.includes(name) ? (readTime(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((part) => plain(part, name));
  if (typeof value !== "object") return value;
  const present = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(present.map(([key, member]) => [key, plain(member, key)]));
}

const text = (value: unknown) => canonical(plain(value));

/** Whose state of one thing stands. */
function pick(base: unknown, ours: unknown, theirs: unknown): "ours" | "theirs" | "both" {
  const [was, mine, other] = [text(base), text(ours), text(theirs)];
  if (mine === other || other === was) return "ours";
  return mine === was ? "theirs" : "both";
}

/** Joins what `ours` and `theirs` changed since `base`. */
export function merge(base: Revision, ours: Revision, theirs: Revision): Merge {
  const joined = { ...ours };
  const conflict: string[] = [];
  for (const [pointer, members] of PARTS) {
    const part = (side: Revision) => members.map((member) => side[member]);
    const side = pick(part(base), part(ours), part(theirs));
    if (side === "theirs") take(theirs, members, joined);
    if (side === "both") conflict.push(pointer);
  }
  if (isCaptureTheirs(base, ours, theirs)) take(theirs, ["captured_at", "fix"], joined);
  joined.answers = mergeAnswers(base, ours, theirs, conflict);
  joined.photos = mergePhotos(base, ours, theirs, conflict);
  return conflict.length > 0 ? { conflict } : { merged: joined };
}

/** Gives `joined` the members as `from` has them, absent ones too. */
function take(from: Revision, members: (keyof Revision)[], joined: Partial<Revision>): void {
  for (const member of members) {
    delete joined[member];
    if (from[member] !== undefined) Object.assign(joined, { [member]: from[member] });
  }
}

/** Where both sides captured anew, the later capture stands: each phone's own time and place stay in its revision. */
function isCaptureTheirs(base: Revision, ours: Revision, theirs: Revision): boolean {
  const capture = ({ captured_at, fix }: Revision) => ({ captured_at, fix });
  const side = pick(capture(base), capture(ours), capture(theirs));
  if (side !== "both") return side === "theirs";
  const order = (one: Revision) => {
    const { at, offset } = readTime(one.captured_at) ?? { at: 0, offset: 0 };
    return [at, offset, one.revision] as const;
  };
  return compare(order(theirs), order(ours)) > 0;
}

/** Tuples by their first part that differs. */
function compare(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [at, mine] of left.entries()) {
    const other = right[at];
    if (other !== undefined && mine !== other) return mine < other ? -1 : 1;
  }
  return 0;
}

function mergeAnswers(
  base: Revision,
  ours: Revision,
  theirs: Revision,
  conflict: string[],
): Revision["answers"] {
  const answers = { ...ours.answers };
  const keys = new Set([base, ours, theirs].flatMap((side) => Object.keys(side.answers)));
  for (const item of [...keys].sort()) {
    const [was, mine, other] = [base, ours, theirs].map((side) => own(side.answers, item));
    const side = pick(was, mine, other);
    if (side === "both") conflict.push(`/answers/${item}`);
    else if (side === "theirs" && other) answers[item] = other;
    else if (side === "theirs") delete answers[item];
  }
  return answers;
}

/** A photo of one item, or of the whole, is one thing; where a list has it twice, the first. */
function byName(photos: readonly Photo[] = []): Map<string, Photo> {
  const found = new Map<string, Photo>();
  for (const photo of photos) {
    const name = `${photo.item ?? ""} ${photo.sha256}`;
    if (!found.has(name)) found.set(name, photo);
  }
  return found;
}

function mergePhotos(base: Revision, ours: Revision, theirs: Revision, conflict: string[]): Photo[] {
  const sides = [base, ours, theirs].map((side) => byName(side.photos));
  const names = new Set(sides.flatMap((side) => [...side.keys()]));
  const photos: Photo[] = [];
  // By item and hash, as names are written, so that conflicts have one order.
  for (const name of [...names].sort()) {
    const [was, mine, other] = sides.map((side) => side.get(name));
    const side = pick(was, mine, other);
    const stands = side === "ours" ? mine : other;
    if (side === "both") conflict.push(`/photos/${name.replace(/^.* /, "")}`);
    else if (stands) photos.push(stands);
  }
  // An order that does not depend on which side merged.
  const order = (photo: Photo) =>
    [readTime(photo.taken_at)?.at ?? 0, photo.sha256, photo.item ?? ""] as const;
  return photos.sort((left, right) => compare(order(left), order(right)));
}
