/** The connection to IndexedDB, and the two ways to use it: a read, and a write that is durable when it returns. */
import { deleteDB, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from "idb";
import { inWords, StoreBlocked } from "./errors";
import { MIGRATIONS, migrate } from "./migrations";
import { type Topic, tell } from "./observe";
import type { FieldDb } from "./shape";

export const NAME = "thucdia-field";

type Name = StoreNames<FieldDb>;

/** A transaction over at least these stores: one helper can then work in any that has what it needs. */
interface Over<N extends Name, Mode extends IDBTransactionMode> {
  objectStore<S extends N>(name: S): IDBPObjectStore<FieldDb, Name[], S, Mode>;
}
export type Reading<N extends Name> = Over<N, "readonly">;
export type Writing<N extends Name> = Over<N, "readwrite">;

let connection: Promise<IDBPDatabase<FieldDb>> | undefined;

function open(): Promise<IDBPDatabase<FieldDb>> {
  return new Promise((done, fail) => {
    let givenUp = false;
    const opening = openDB<FieldDb>(NAME, MIGRATIONS.length, {
      upgrade: (db, from, _to, tx) => migrate(db, from, tx),
      // An older page that does not let go: it has to be closed by hand.
      blocked: () => {
        givenUp = true;
        fail(new StoreBlocked("other_tab"));
      },
      // A newer page, or a wipe, wants in: this one makes way, and opens anew at its next use.
      blocking: () => void close(),
      terminated: () => {
        connection = undefined;
      },
    });
    opening.then(
      (db) => (givenUp ? db.close() : done(db)),
      (thrown) => fail(inWords(thrown)),
    );
  });
}

function connect(): Promise<IDBPDatabase<FieldDb>> {
  if (!connection) {
    const opening = open();
    connection = opening;
    opening.catch(() => {
      if (connection === opening) connection = undefined;
    });
  }
  return connection;
}

/** Lets go of the database; the next use opens it again. */
export async function close(): Promise<void> {
  const open = connection;
  connection = undefined;
  (await open?.catch(() => undefined))?.close();
}

/** Deletes everything on this phone. */
export async function destroy(): Promise<void> {
  await close();
  await deleteDB(NAME);
}

/** Begins a transaction, on a new connection where the browser or another tab closed the old one. */
async function begin<T>(make: (db: IDBPDatabase<FieldDb>) => T): Promise<T> {
  try {
    return make(await connect());
  } catch (thrown) {
    if ((thrown as DOMException).name !== "InvalidStateError") throw thrown;
    connection = undefined;
    return make(await connect());
  }
}

export async function read<N extends Name, T>(stores: N[], work: (tx: Reading<N>) => Promise<T>): Promise<T> {
  const tx = await begin((db) => db.transaction(stores, "readonly"));
  tx.done.catch(() => undefined);
  return work(tx as unknown as Reading<N>);
}

/**
 * All of `work` or nothing. It is on the disk when this returns, and everybody who reads `topics` is told. `work` may wait
 * for nothing but the transaction, or the browser ends it early.
 */
export async function write<N extends Name, T>(
  stores: N[],
  topics: readonly Topic[],
  work: (tx: Writing<N>) => Promise<T>,
): Promise<T> {
  const tx = await begin((db) => db.transaction(stores, "readwrite", { durability: "strict" }));
  const failure = tx.done.then(
    () => undefined,
    (thrown: unknown) => thrown ?? new Error("the transaction was given up"),
  );
  let result: T;
  try {
    result = await work(tx as unknown as Writing<N>);
  } catch (thrown) {
    try {
      tx.abort();
    } catch {
      // The failed request ended it already.
    }
    await failure;
    throw inWords(tx.error ?? thrown);
  }
  const failed = await failure;
  if (failed !== undefined) throw inWords(tx.error ?? failed);
  tell(topics);
  return result;
}
