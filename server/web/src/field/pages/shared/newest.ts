/** What became of the newest snapshot of each record. */
import type { OutboxEntry, RecordState, UploadEntry } from "~/field/model";

/** The snapshots of one record, newest first. */
export function newestFirst(entries: OutboxEntry[]): OutboxEntry[] {
  return [...entries].sort((one, other) => other.handedInAt - one.handedInAt);
}

export function byRecord<T extends { record: string }>(things: T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const thing of things) {
    const same = found.get(thing.record);
    if (same) same.push(thing);
    else found.set(thing.record, [thing]);
  }
  return found;
}

export interface Sent {
  record: string;
  newest: OutboxEntry;
  /** All snapshots that were handed in, newest first. */
  entries: OutboxEntry[];
  photos: UploadEntry[];
  photosLeft: number;
  bytesLeft: number;
  bytesTotal: number;
  /** Whether the server has all of it, or has said that it will not take it. */
  unsent: boolean;
}

/** Bytes that the server has of a photo. */
export function bytesDone(photo: UploadEntry): number {
  return photo.state === "stored" ? photo.bytes : Math.min(photo.offset, photo.bytes);
}

/** Records that were handed in, the newest first. */
export function sentRecords(outbox: OutboxEntry[], uploads: UploadEntry[]): Sent[] {
  const photosOf = byRecord(uploads);
  return [...byRecord(outbox)]
    .flatMap(([record, unsorted]): Sent[] => {
      const entries = newestFirst(unsorted);
      const [newest] = entries;
      if (!newest) return [];
      const photos = photosOf.get(record) ?? [];
      const left = photos.filter((photo) => photo.state !== "stored");
      const bytesTotal = photos.reduce((sum, photo) => sum + photo.bytes, 0);
      return [
        {
          record,
          newest,
          entries,
          photos,
          photosLeft: left.length,
          bytesTotal,
          bytesLeft: bytesTotal - photos.reduce((sum, photo) => sum + bytesDone(photo), 0),
          unsent: left.length > 0 || entries.some((entry) => entry.state === "waiting"),
        },
      ];
    })
    .sort((one, other) => other.newest.handedInAt - one.newest.handedInAt);
}

/**
 * Whether a reviewer's return still stands. The state was pulled some time ago; a snapshot that the server was handed
 * since is an answer to it, and so the state counts only where it speaks of the newest one, or of one that the server
 * made after it.
 */
export function isReturned(state: RecordState | undefined, entries: OutboxEntry[]): boolean {
  if (state?.status !== "returned") return false;
  const [newest, ...older] = newestFirst(entries);
  if (!newest) return true;
  if (newest.state === "waiting") return false;
  return !older.some((entry) => entry.revision.revision === state.head);
}
