/** A draft becomes a snapshot that is to be sent, and a record that came back becomes a draft again. */
import type { Draft, OutboxEntry, Revision } from "../model";
import { read, type Writing, write } from "./db";
import { openDraft } from "./drafts";
import { NotHere } from "./errors";
import { receiptKey } from "./shape";

/** Sees to it that each photo of a snapshot is on its way, or is with the server already. */
async function queuePhotos(
  tx: Writing<"blobs" | "uploads" | "receipts">,
  revision: Revision,
  now: number,
): Promise<void> {
  const uploads = tx.objectStore("uploads");
  for (const { sha256, bytes, media_type: mediaType } of revision.photos ?? []) {
    if ((await tx.objectStore("receipts").getKey(receiptKey.photo(sha256))) !== undefined) continue;
    if ((await tx.objectStore("blobs").getKey(sha256)) === undefined)
      throw new NotHere(`the bytes of photo ${sha256}`);
    const known = await uploads.get(sha256);
    if (known?.state === "waiting") continue;
    await uploads.put({
      sha256,
      bytes,
      mediaType,
      record: revision.record,
      queuedAt: now,
      state: "waiting",
      offset: 0,
      tries: 0,
    });
  }
}

/** One transaction: the snapshot waits to be sent, its photos too, and the draft is closed. Twice is the same as once. */
export async function handIn(record: string, revision: Revision, now = Date.now()): Promise<void> {
  await write(["drafts", "outbox", "uploads", "blobs", "receipts"], ["drafts", "outbox"], async (tx) => {
    if ((await tx.objectStore("outbox").getKey(revision.revision)) !== undefined) return;
    const draft = await openDraft(tx, record);
    if (revision.record !== record || revision.base !== draft.base)
      throw new Error(`revision ${revision.revision} was made from another draft`);
    await queuePhotos(tx, revision, now);
    await tx.objectStore("outbox").add({ revision, record, handedInAt: now, state: "waiting", tries: 0 });
    await tx
      .objectStore("drafts")
      .put({ ...draft, state: "handed_in", base: revision.revision, touchedAt: now });
  });
}

/** In the order in which they were handed in. */
export function inOrder(entries: OutboxEntry[]): OutboxEntry[] {
  return entries.sort(
    (one, other) =>
      one.handedInAt - other.handedInAt || (one.revision.revision < other.revision.revision ? -1 : 1),
  );
}

/**
 * The newest snapshot that the server has or will have. One that was refused is in no record, and a snapshot that is made
 * from it would wait for it for ever.
 */
function soundBase(entries: OutboxEntry[]): string | undefined {
  const sound = new Set<string>();
  let newest: string | undefined;
  for (const { revision, state } of inOrder(entries)) {
    const made = revision.base;
    const hangs = made !== undefined && entries.some((other) => other.revision.revision === made);
    if (state === "refused" || (hangs && !sound.has(made))) continue;
    sound.add(revision.revision);
    newest = revision.revision;
  }
  return newest;
}

/** A draft from a snapshot, where nothing but the snapshot is left. */
function fromSnapshot(revision: Revision): Omit<Draft, "state" | "touchedAt"> {
  const { record, checklist, answers, visit, subject, new_subject: newSubject, fix } = revision;
  return {
    record,
    checklist,
    answers,
    subProject: revision.sub_project,
    commune: revision.commune,
    capturedAt: revision.captured_at,
    photos: revision.photos ?? [],
    ...(visit !== undefined && { visit }),
    ...(subject !== undefined && { subject }),
    ...(newSubject !== undefined && { newSubject }),
    ...(fix !== undefined && { fix }),
  };
}

/**
 * Opens a record that was handed in, to be mended: sent, sent back or refused. What the draft holds beyond its snapshot,
 * such as answers to items that are not asked at present, is still there.
 */
export function reopen(record: string, now = Date.now()): Promise<Draft> {
  return write(["drafts", "outbox"], ["drafts"], async (tx) => {
    const entries = inOrder(await tx.objectStore("outbox").index("record").getAll(record));
    const stored = await tx.objectStore("drafts").get(record);
    if (stored?.state === "filling") return stored;
    const newest = entries.at(-1);
    if (!newest) throw new NotHere(`a snapshot of record ${record}`);
    const base = soundBase(entries);
    const { base: _before, ...content } = stored ?? fromSnapshot(newest.revision);
    const opened: Draft = {
      ...content,
      state: "filling",
      touchedAt: now,
      ...(base !== undefined && { base }),
    };
    await tx.objectStore("drafts").put(opened);
    return opened;
  });
}

/** The snapshots of a record that this phone handed in, oldest first. */
export async function snapshots(record: string): Promise<OutboxEntry[]> {
  return inOrder(await read(["outbox"], (tx) => tx.objectStore("outbox").index("record").getAll(record)));
}
