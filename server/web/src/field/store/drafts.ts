/** Records being filled. Each touch is one transaction, so that a killed browser loses at most the touch under way. */

import type { Checklist } from "~/api/types";
import { newId } from "~/protocol/ids";
import { offsetTime } from "~/protocol/time";
import type { Draft, DraftStart, Photo } from "../model";
import { read, type Writing, write } from "./db";
import { DraftClosed, NotHere } from "./errors";
import { dropUnnamed } from "./named";
import { checklistId } from "./plan";

export function draft(record: string): Promise<Draft | undefined> {
  return read(["drafts"], (tx) => tx.objectStore("drafts").get(record));
}

/** All records of this phone, the one that was touched last first. */
export async function drafts(): Promise<Draft[]> {
  const all = await read(["drafts"], (tx) => tx.objectStore("drafts").getAll());
  return all.sort((one, other) => other.touchedAt - one.touchedAt);
}

/** Begins a record, and keeps its checklist for as long as the phone does: a newer version breaks no draft. */
export function startDraft(start: DraftStart, now = Date.now()): Promise<Draft> {
  const begun: Draft = {
    ...start,
    record: newId(now),
    capturedAt: offsetTime(now),
    answers: {},
    photos: [],
    state: "filling",
    touchedAt: now,
  };
  return write(["drafts", "checklists", "things"], ["drafts"], async (tx) => {
    const pins = tx.objectStore("checklists");
    if (!(await pins.getKey([start.checklist.id, start.checklist.version]))) {
      const pulled = await tx.objectStore("things").get(["checklist", checklistId(start.checklist)]);
      if (!pulled) throw new NotHere(`checklist ${checklistId(start.checklist)}`);
      await pins.put(pulled.body as Checklist);
    }
    await tx.objectStore("drafts").add(begun);
    return begun;
  });
}

/** The draft as it can be changed now. */
export async function openDraft(tx: Writing<"drafts">, record: string): Promise<Draft> {
  const found = await tx.objectStore("drafts").get(record);
  if (!found) throw new NotHere(`draft ${record}`);
  if (found.state === "handed_in") throw new DraftClosed(`record ${record} was handed in`);
  return found;
}

/** The same bytes may show two items. */
const place = ({ sha256, item }: Photo) => `${sha256} ${item ?? ""}`;

/** A page's words upon what is stored. Which photos there are, and what was handed in, only the store changes. */
function upon(stored: Draft, wanted: Draft, now: number): Draft {
  const worded = new Map(wanted.photos.map((photo) => [place(photo), photo]));
  const { base: _base, ...rest } = wanted;
  return {
    ...rest,
    record: stored.record,
    checklist: stored.checklist,
    state: stored.state,
    photos: stored.photos.map((photo) => worded.get(place(photo)) ?? photo),
    touchedAt: now,
    ...(stored.base !== undefined && { base: stored.base }),
  };
}

/**
 * Changes what is stored, whatever else was changed meanwhile: by a camera that is still saving, or in another tab.
 * Answers the draft as it is now.
 */
export function changeDraft(record: string, change: (now: Draft) => Draft, now = Date.now()): Promise<Draft> {
  return write(["drafts"], ["drafts"], async (tx) => {
    const stored = await openDraft(tx, record);
    const changed = upon(stored, change(stored), now);
    await tx.objectStore("drafts").put(changed);
    return changed;
  });
}

/** Saves a whole draft. A photo that was taken since the page read it stays. */
export async function saveDraft(whole: Draft): Promise<void> {
  await changeDraft(whole.record, () => whole);
}

/** Throws a record away that was never handed in, with the photos that no other one names. */
export async function removeDraft(record: string): Promise<void> {
  await write(["drafts", "blobs", "thumbs", "outbox", "uploads"], ["drafts"], async (tx) => {
    const stored = await tx.objectStore("drafts").get(record);
    if (!stored) return;
    if (stored.base !== undefined || (await tx.objectStore("outbox").index("record").count(record)) > 0)
      throw new DraftClosed(`record ${record} was handed in`);
    await tx.objectStore("drafts").delete(record);
    await dropUnnamed(
      tx,
      stored.photos.map((photo) => photo.sha256),
    );
  });
}
