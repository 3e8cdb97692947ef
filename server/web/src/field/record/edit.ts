/** What touches do to a draft. Each makes a new one; keeping it is the store's. */
import type { Value } from "~/api/types";
import type { Answer, Draft, Fix, Photo } from "~/field/model";
import { own } from "~/protocol/condition";

function without(answers: Record<string, Answer>, key: string): Record<string, Answer> {
  const { [key]: _gone, ...rest } = answers;
  return rest;
}

function withAnswer(draft: Draft, item: string, value: unknown, note: string | undefined): Draft {
  const answers =
    value === undefined && !note
      ? without(draft.answers, item)
      : { ...draft.answers, [item]: note ? { value, note } : { value } };
  return { ...draft, answers };
}

/** Answers an item; nothing clears it. Its note stays: it was written, and is read again with the next answer. */
export function withValue(draft: Draft, item: string, value: Value | undefined): Draft {
  return withAnswer(draft, item, value, own(draft.answers, item)?.note);
}

export function withNote(draft: Draft, item: string, note: string): Draft {
  return withAnswer(draft, item, own(draft.answers, item)?.value, note || undefined);
}

/** What was answered, where anything was; an item may have a note alone. */
export function answerTo(draft: Draft, item: string): Value | undefined {
  return own(draft.answers, item)?.value as Value | undefined;
}

/** Whether two are the same photo at the same item: the same bytes may show two items. */
export function same(one: Photo, other: Photo): boolean {
  return one.sha256 === other.sha256 && one.item === other.item;
}

export function withCaption(draft: Draft, photo: Photo, caption: string): Draft {
  const { caption: _before, ...bare } = photo;
  const next = caption ? { ...bare, caption } : bare;
  return { ...draft, photos: draft.photos.map((one) => (same(one, photo) ? next : one)) };
}

/** The photos of an item, in the order in which they were taken; signatures are of no item. */
export function photosOf(draft: Pick<Draft, "photos">, item: string | undefined): Photo[] {
  return draft.photos.filter((photo) => photo.item === item && !photo.signed_by);
}

export function signaturesOf(draft: Pick<Draft, "photos">): Photo[] {
  return draft.photos.filter((photo) => photo.signed_by);
}

/** How long after its beginning a record still belongs to the place where it was begun. */
const ON_SITE_MS = 3 * 3_600_000;

/** Whether the phone may look for a better fix by itself: later, it would note the office for the site. */
export function onSite(draft: Draft, now: number): boolean {
  const since = now - Date.parse(draft.capturedAt);
  return draft.state === "filling" && draft.base === undefined && since >= 0 && since < ON_SITE_MS;
}

/** The better of two fixes of one stay. A sharper one from somewhere else does not replace where it began. */
export function betterFix(before: Fix | undefined, found: Fix, apartM: number): Fix {
  if (!before) return found;
  const samePlace = apartM <= before.accuracy_m + found.accuracy_m;
  return samePlace && found.accuracy_m < before.accuracy_m ? found : before;
}
