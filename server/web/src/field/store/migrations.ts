/**
 * How the database came to its present shape: one step a version, each run once on each phone, in order. A step that was
 * released is never changed; what a phone holds may be the only copy of a day's work.
 */
import type { IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { FieldDb } from "./shape";

export type Upgrade = IDBPTransaction<FieldDb, StoreNames<FieldDb>[], "versionchange">;
export type Migration = (db: IDBPDatabase<FieldDb>, tx: Upgrade) => void | Promise<void>;

const first: Migration = (db) => {
  db.createObjectStore("meta");
  const things = db.createObjectStore("things", { keyPath: ["kind", "id"] });
  things.createIndex("kind", "kind");
  things.createIndex("round", "round");
  db.createObjectStore("drafts", { keyPath: "record" });
  db.createObjectStore("checklists", { keyPath: ["id", "version"] });
  db.createObjectStore("blobs", { keyPath: "sha256" });
  db.createObjectStore("thumbs", { keyPath: "sha256" }).createIndex("of", "of");
  const outbox = db.createObjectStore("outbox", { keyPath: "revision.revision" });
  outbox.createIndex("state", "state");
  outbox.createIndex("record", "record");
  db.createObjectStore("uploads", { keyPath: "sha256" }).createIndex("state", "state");
  db.createObjectStore("receipts", { keyPath: "key" });
};

export const MIGRATIONS: readonly Migration[] = [first];

/** Runs what a phone that is at version `from` has not seen: all of it, or the opening fails and nothing was changed. */
export async function migrate(
  db: IDBPDatabase<FieldDb>,
  from: number,
  tx: Upgrade,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  try {
    for (const step of steps.slice(from)) await step(db, tx);
  } catch (thrown) {
    // idb does not wait for this function, and would keep the half.
    console.error(thrown);
    tx.done.catch(() => undefined);
    tx.abort();
  }
}
