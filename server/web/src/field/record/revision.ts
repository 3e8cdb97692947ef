/** The snapshot that is signed and sent. */

import type { Checklist } from "~/api/types";
import type { Answer, Draft, Fix, NewSubject, Photo, Revision } from "~/field/model";
import { isShown } from "~/protocol/rules";
import { facts, type Planned } from "./facts";

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** Without the members that hold nothing: the canonical form has no word for them. */
function compact<T extends object>(value: Loose<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const said = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);

function answerOf({ value, note }: Answer): Answer {
  return compact<Answer>({ value, note: said(note) });
}

function photoOf(photo: Photo): Photo {
  return compact<Photo>({ ...photo, caption: said(photo.caption) } as Loose<Photo>);
}

/** The keys of the items that are asked. */
export function shownItems(draft: Draft, checklist: Checklist, subject: Planned) {
  const now = facts(draft, checklist, subject);
  return new Set(
    checklist.sections.flatMap((section) =>
      section.items.filter((item) => isShown(section, item, now)).map((item) => item.key),
    ),
  );
}

/**
 * The unsigned snapshot of a draft.
 *
 * What was answered or photographed for an item that is no longer asked stays in the draft, where it comes back as soon as
 * the item does, and stays out of the snapshot. The inspector cannot see it any more, so signing it would put words into
 * their mouth; and the server, which reads the same rules from the snapshot alone, would raise findings from it.
 */
export function buildRevision(
  draft: Draft,
  revision: string,
  checklist: Checklist,
  subject: Planned,
): Revision {
  const shown = shownItems(draft, checklist, subject);
  const standing = facts(draft, checklist, subject).answers as Record<string, Answer>;
  return compact<Revision>({
    record: draft.record,
    revision,
    base: draft.base,
    checklist: { id: draft.checklist.id, version: draft.checklist.version },
    visit: draft.visit,
    subject: draft.newSubject ? undefined : draft.subject,
    new_subject:
      draft.newSubject &&
      compact<NewSubject>({
        ...draft.newSubject,
        village: said(draft.newSubject.village),
      } as Loose<NewSubject>),
    sub_project: draft.subProject,
    commune: draft.commune,
    captured_at: draft.capturedAt,
    fix: draft.fix && compact<Fix>(draft.fix as Loose<Fix>),
    answers: Object.fromEntries(Object.entries(standing).map(([key, answer]) => [key, answerOf(answer)])),
    photos: draft.photos.filter((photo) => photo.item === undefined || shown.has(photo.item)).map(photoOf),
    signature: undefined,
  });
}

/** What the draft holds and the snapshot leaves out, to be said before it is handed in. */
export interface LeftOut {
  /** Answers to items that are no longer asked. */
  answers: string[];
  photos: number;
  /** Items with a note and no answer to carry it. */
  notes: string[];
}

export function leftOut(draft: Draft, revision: Revision, shown: ReadonlySet<string>): LeftOut {
  const kept = new Set(Object.keys(revision.answers));
  const out = Object.entries(draft.answers).filter(([key]) => !kept.has(key));
  return {
    answers: out.filter(([key, { value }]) => !shown.has(key) && value !== undefined).map(([key]) => key),
    photos: draft.photos.length - (revision.photos?.length ?? 0),
    notes: out.filter(([key, { note }]) => shown.has(key) && said(note)).map(([key]) => key),
  };
}
