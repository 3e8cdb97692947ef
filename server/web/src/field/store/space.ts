/** The room that the app takes on the phone, and how it is given back: never before the server has signed for it. */
import type { OutboxEntry } from "../model";
import { type Reading, read, write } from "./db";
import { receiptKey, type StoredBlob } from "./shape";

interface Amount {
  count: number;
  bytes: number;
}

export interface StorageUse {
  /** What the browser counts for this app; 0 where it does not say. */
  usage: number;
  /** What it may take at most; absent where the browser does not say. */
  quota: number | undefined;
  /** Whether the browser promised not to delete anything by itself. */
  persisted: boolean;
  photos: Amount;
  freeable: Amount;
}

type Stores = "blobs" | "drafts" | "outbox" | "receipts";
const STORES: Stores[] = ["blobs", "drafts", "outbox", "receipts"];

function amount(blobs: StoredBlob[]): Amount {
  return { count: blobs.length, bytes: blobs.reduce((sum, blob) => sum + blob.bytes, 0) };
}

function namedBy(entries: OutboxEntry[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { revision } of entries)
    for (const { sha256 } of revision.photos ?? [])
      named.set(sha256, [...(named.get(sha256) ?? []), revision.revision]);
  return named;
}

/**
 * The photos whose bytes this phone need not keep, oldest first: the server signed for these very bytes, and for every
 * snapshot that names them, and no draft that is being filled names them.
 */
async function freeable(tx: Reading<Stores>): Promise<StoredBlob[]> {
  const blobs = await tx.objectStore("blobs").getAll();
  const revisions = namedBy(await tx.objectStore("outbox").getAll());
  const receipts = new Map(
    (await tx.objectStore("receipts").getAll()).map(({ key, receipt }) => [key, receipt]),
  );
  const inHand = new Set(
    (await tx.objectStore("drafts").getAll())
      .filter((draft) => draft.state === "filling")
      .flatMap((draft) => draft.photos.map((photo) => photo.sha256)),
  );
  const isSafe = ({ sha256, bytes }: StoredBlob) => {
    const of = receipts.get(receiptKey.photo(sha256))?.of;
    const signed = of && "photo" in of && of.photo.sha256 === sha256 && of.photo.bytes === bytes;
    const naming = revisions.get(sha256) ?? [];
    return (
      signed &&
      naming.length > 0 &&
      naming.every((revision) => receipts.has(receiptKey.revision(revision))) &&
      !inHand.has(sha256)
    );
  };
  return blobs.filter(isSafe).sort((one, other) => one.storedAt - other.storedAt);
}

/** Deletes photos of which the server has signed everything, oldest first, until `bytes` are free. Their small images stay. */
export function freeSpace(bytes = Number.POSITIVE_INFINITY): Promise<Amount> {
  return write(STORES, ["outbox"], async (tx) => {
    const freed: StoredBlob[] = [];
    for (const blob of await freeable(tx as unknown as Reading<Stores>)) {
      if (amount(freed).bytes >= bytes) break;
      await tx.objectStore("blobs").delete(blob.sha256);
      freed.push(blob);
    }
    return amount(freed);
  });
}

export async function storageUse(): Promise<StorageUse> {
  const [photos, free] = await read(
    STORES,
    async (tx) => [amount(await tx.objectStore("blobs").getAll()), amount(await freeable(tx))] as const,
  );
  const manager = (globalThis.navigator as Navigator | undefined)?.storage as StorageManager | undefined;
  const said = await manager?.estimate?.().catch(() => undefined);
  const persisted = (await manager?.persisted?.().catch(() => false)) ?? false;
  return { usage: said?.usage ?? 0, quota: said?.quota, persisted, photos, freeable: free };
}

/** Asks the browser to delete nothing by itself; true where it promises so. */
export async function askPersistence(): Promise<boolean> {
  const manager = (globalThis.navigator as Navigator | undefined)?.storage as StorageManager | undefined;
  return (await manager?.persist?.().catch(() => false)) ?? false;
}
