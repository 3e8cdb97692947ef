/**
 * Whether a revision can be taken, and what it lacks. Every problem has a path and a code.
 *
 * What cannot mean anything (a wrong type, an unknown choice, latitude 99) is refused; what is merely missing makes the
 * record incomplete and never refuses it.
 */
import { type Facts, holds, isBlank, isBlankText, valueAt } from "./condition";
import { NOT_A_PLACE, SENTENCES, say, TITLES, violation } from "./problems";
import { isShown, items } from "./rules";
import type {
  Answer,
  Checklist,
  Fix,
  Item,
  ItemType,
  Photo,
  Revision,
  Text,
  Value,
  Violation,
} from "./shapes";

export { isBlank } from "./condition";

/** Longest text answer in characters where the item names no bound. */
export const TEXT_MAX = 4_000;
/** Longest note, caption or name in characters. */
export const NOTE_MAX = 2_000;
/** Most photos of one revision. */
export const PHOTOS_MAX = 200;
/** Largest photo in bytes. */
export const PHOTO_BYTES_MAX = 64 * 1024 * 1024;
/** The media types of photos. */
export const MEDIA_TYPES: readonly string[] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
/** The media types of drawn signatures: what a canvas makes in every browser. */
export const SIGNATURE_MEDIA_TYPES: readonly string[] = ["image/png", "image/jpeg"];

/** What makes a revision impossible to take; empty where it can be taken. */
export function refusals(revision: Revision, checklist: Checklist): Violation[] {
  const found: Violation[] = [];
  const { subject, new_subject: created, photos = [] } = revision;
  if ((subject === undefined) === (created === undefined))
    found.push(violation("/subject", "record.subject"));
  if (created) {
    if (created.kind !== checklist.subject_kind) {
      found.push(violation("/new_subject/kind", "record.wrong_kind"));
    }
    found.push(...name(created.name, "/new_subject/name", SENTENCES.subjectUnnamed));
    found.push(...text(created.village, NOTE_MAX, "/new_subject/village"));
  }
  found.push(...place(revision.fix, "/fix"));
  const asked = new Map(items(checklist).map(([, item]) => [item.key, item]));
  for (const [key, answer] of Object.entries(revision.answers).sort(byKey)) {
    const item = asked.get(key);
    if (item) found.push(...answerOf(item, answer));
    else found.push(violation(`/answers/${key}`, "record.unknown_item"));
  }
  if (photos.length > PHOTOS_MAX) {
    found.push(violation("/photos", "record.photo", SENTENCES.tooManyPhotos));
  }
  const seen = new Set<string>();
  for (const [at, photo] of photos.entries()) {
    found.push(...description(photo, `/photos/${at}`, seen, asked));
  }
  for (const [at, photo] of photos.entries()) found.push(...circumstances(photo, `/photos/${at}`));
  return found;
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

function text(value: string | undefined, longest: number, path: string): Violation[] {
  // Characters are counted as code points; the cheaper count of UTF-16 units is never less.
  const tooLong = value !== undefined && value.length > longest && [...value].length > longest;
  if (!tooLong && !value?.includes("\0")) return [];
  return [violation(path, "record.text", say(SENTENCES.textBounds, { longest: String(longest) }))];
}

/** A text that must be there. */
function name(value: string, path: string, missing: Text): Violation[] {
  const found = text(value, NOTE_MAX, path);
  return isBlankText(value) ? [...found, violation(path, "record.text", missing)] : found;
}

function place(fix: Fix | undefined, path: string): Violation[] {
  const why = fix && notAPlace(fix);
  return why
    ? [violation(path, "record.place", { vi: TITLES["record.place"].vi, en: NOT_A_PLACE[why] })]
    : [];
}

function notAPlace({ lat, lon, accuracy_m, altitude_m }: Fix): keyof typeof NOT_A_PLACE | undefined {
  // What is no number is within nothing.
  const within = (value: number, least: number, most: number) => value >= least && value <= most;
  if (!within(lat, -90, 90)) return "latitude";
  if (!within(lon, -180, 180)) return "longitude";
  if (lat === 0 && lon === 0) return "nullIsland";
  if (!within(accuracy_m, 0, 1e7)) return "accuracy";
  return altitude_m === undefined || within(altitude_m, -500, 10_000) ? undefined : "altitude";
}

function answerOf(item: Item, answer: Answer): Violation[] {
  const path = `/answers/${item.key}`;
  const value = (answer.value ?? {}) as Partial<Value>;
  return [...text(answer.note, NOTE_MAX, `${path}/note`), ...valueFits(item.answer, value, `${path}/value`)];
}

function valueFits(type: ItemType, value: Partial<Value>, path: string): Violation[] {
  const known = (choices: { value: string }[], wanted: string[]) =>
    wanted.every((choice) => choices.some((one) => one.value === choice))
      ? []
      : [violation(path, "record.unknown_choice")];
  if (type.type === "number" && "number" in value) return range(value.number, type.min, type.max, path);
  if (type.type === "choice" && "choice" in value) return known(type.choices, [value.choice]);
  if (type.type === "multiple_choice" && "choices" in value) return known(type.choices, value.choices);
  if (type.type === "text" && "text" in value) return text(value.text, type.max_length ?? TEXT_MAX, path);
  if (type.type === "place" && "place" in value) return place(value.place, path);
  if (type.type === "pass_fail" && "outcome" in value) return [];
  if (type.type === "date" && "date" in value) return [];
  return [violation(path, "record.answer_type", say(SENTENCES.answerType, { "": type.type }))];
}

/** All digits and no exponent. */
const digits = new Intl.NumberFormat("en", { useGrouping: false, maximumSignificantDigits: 21 });

function range(number: number, min: number | undefined, max: number | undefined, path: string): Violation[] {
  const wrong = (words: Required<Text>, blanks: Record<string, string>) => [
    violation(path, "record.number_range", say(words, { number: digits.format(number), ...blanks })),
  ];
  if (!Number.isFinite(number)) return wrong(SENTENCES.notFinite, {});
  if (min !== undefined && number < min) return wrong(SENTENCES.tooLittle, { least: digits.format(min) });
  if (max !== undefined && number > max) return wrong(SENTENCES.tooMuch, { most: digits.format(max) });
  return [];
}

/** What a photo is said to be. */
function description(
  photo: Photo,
  path: string,
  seen: Set<string>,
  asked: ReadonlyMap<string, Item>,
): Violation[] {
  const found: Violation[] = [];
  const refuse = (field: string, words: Text) =>
    found.push(violation(`${path}/${field}`, "record.photo", words));
  const named = `${photo.sha256} ${photo.item ?? ""}`;
  if (seen.has(named)) refuse("sha256", SENTENCES.photoTwice);
  seen.add(named);
  if (!(photo.bytes > 0 && photo.bytes <= PHOTO_BYTES_MAX)) refuse("bytes", SENTENCES.photoBytes);
  if (photo.signed_by) {
    if (!SIGNATURE_MEDIA_TYPES.includes(photo.media_type)) refuse("media_type", SENTENCES.signatureMediaType);
    if (photo.item !== undefined) refuse("item", SENTENCES.signatureItem);
  } else {
    if (!MEDIA_TYPES.includes(photo.media_type)) refuse("media_type", SENTENCES.photoMediaType);
    if (photo.item !== undefined && !asked.has(photo.item)) refuse("item", SENTENCES.photoItem);
  }
  return found;
}

/** Where a photo was taken, and the words that go with it. */
function circumstances({ fix, caption, signed_by: signer }: Photo, path: string): Violation[] {
  const found = [...place(fix, `${path}/fix`), ...text(caption, NOTE_MAX, `${path}/caption`)];
  if (!signer) return found;
  const by = `${path}/signed_by`;
  found.push(...name(signer.name, `${by}/name`, SENTENCES.signerUnnamed));
  return [...found, ...text(signer.position, NOTE_MAX, `${by}/position`)];
}

/** What a complete record would have and this one lacks; empty where it is complete. */
export function omissions(revision: Revision, checklist: Checklist, facts: Facts): Violation[] {
  return items(checklist)
    .filter(([section, item]) => isShown(section, item, facts))
    .flatMap(([, item]) => lacks(item, revision, facts));
}

function lacks(item: Item, revision: Revision, facts: Facts): Violation[] {
  const found: Violation[] = [];
  const path = `/answers/${item.key}`;
  const answered = valueAt(revision.answers, item.key);
  const value = answered && !isBlank(answered) ? answered : undefined;
  const photos = (revision.photos ?? []).filter((photo) => photo.item === item.key).length;
  if (item.answer.type === "photo") {
    if (item.required && photos < (item.answer.min ?? 1)) found.push(violation(path, "incomplete.photo"));
  } else if (item.required && !value) {
    found.push(violation(path, "incomplete.required"));
  } else if (value && photos === 0 && needsPhoto(item, value, facts)) {
    found.push(violation(path, "incomplete.photo"));
  }
  const must = item.must_hold;
  if (must && holds(must.condition, facts) === false) {
    found.push(violation(path, "incomplete.must_hold", must.message));
  }
  return found;
}

/** Whether an item that was answered with `value` needs a photo. */
export function needsPhoto({ photo: need, flags = [] }: Item, value: Value, facts: Facts): boolean {
  if (need === undefined) return false;
  const outcome = "outcome" in value ? value.outcome : undefined;
  if (need === "always") return outcome !== "not_applicable";
  if (need === "if_flagged") {
    return outcome === "fail" || flags.some((flag) => holds(flag.when, facts) === true);
  }
  return holds(need.required_if, facts) === true;
}
