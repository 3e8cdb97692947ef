/** What was handed in, what became of it, and what the server has signed for. */
import type { OutboxEntry, Outcome, Receipt, UploadEntry } from "../model";
import { read, write } from "./db";
import { inOrder } from "./hand-in";
import { receiptKey, type StoredReceipt } from "./shape";

/** Everything that was handed in on this phone, oldest first. */
export async function outbox(): Promise<OutboxEntry[]> {
  return inOrder(await read(["outbox"], (tx) => tx.objectStore("outbox").getAll()));
}

/** The snapshots that the server has not answered for, oldest first. */
export async function waiting(): Promise<OutboxEntry[]> {
  return inOrder(await read(["outbox"], (tx) => tx.objectStore("outbox").index("state").getAll("waiting")));
}

/** The photos of what was handed in, oldest first. */
export async function uploads(): Promise<UploadEntry[]> {
  const all = await read(["uploads"], (tx) => tx.objectStore("uploads").getAll());
  return all.sort((one, other) => one.queuedAt - other.queuedAt || (one.sha256 < other.sha256 ? -1 : 1));
}

export function receipts(): Promise<StoredReceipt[]> {
  return read(["receipts"], (tx) => tx.objectStore("receipts").getAll());
}

/** The server's word for a snapshot (by its id) or a photo (by its hash). */
export async function receiptFor(kind: keyof typeof receiptKey, name: string): Promise<Receipt | undefined> {
  const key = receiptKey[kind](name);
  return (await read(["receipts"], (tx) => tx.objectStore("receipts").get(key)))?.receipt;
}

/** How much is left to send. */
/** How many records have snapshots that wait, and how many some that were refused. People count records. */
export function outboxCounts(): Promise<{ waiting: number; refused: number }> {
  return read(["outbox"], async (tx) => {
    const states = tx.objectStore("outbox").index("state");
    const records = async (state: OutboxEntry["state"]) =>
      new Set((await states.getAll(state)).map(({ record }) => record)).size;
    return { waiting: await records("waiting"), refused: await records("refused") };
  });
}

/** These are about to be sent. */
export async function noteTried(revisions: string[]): Promise<void> {
  await write(["outbox"], [], async (tx) => {
    for (const id of revisions) {
      const entry = await tx.objectStore("outbox").get(id);
      if (entry) await tx.objectStore("outbox").put({ ...entry, tries: entry.tries + 1 });
    }
  });
}

export interface Told {
  revision: string;
  outcome: Outcome;
}

/** What the server made of snapshots. Receipts among them must have been checked. */
export async function noteOutcomes(told: Told[], now = Date.now()): Promise<void> {
  await write(["outbox", "receipts"], ["outbox"], async (tx) => {
    for (const { revision, outcome } of told) {
      const entry = await tx.objectStore("outbox").get(revision);
      if (!entry) continue;
      const refused = outcome.outcome === "rejected";
      await tx.objectStore("outbox").put({ ...entry, outcome, state: refused ? "refused" : "sent" });
      if (refused) continue;
      const key = receiptKey.revision(revision);
      await tx.objectStore("receipts").put({ key, receipt: outcome.receipt, checkedAt: now });
    }
  });
}

export const noteOutcome = (revision: string, outcome: Outcome) => noteOutcomes([{ revision, outcome }]);

/** The server has these photos; the receipts must have been checked. */
export async function notePhotoReceipts(
  found: [sha256: string, receipt: Receipt][],
  now = Date.now(),
): Promise<void> {
  if (found.length === 0) return;
  await write(["uploads", "receipts"], ["outbox"], async (tx) => {
    for (const [sha256, receipt] of found) {
      const entry = await tx.objectStore("uploads").get(sha256);
      if (!entry) continue;
      const { problem: _solved, ...rest } = entry;
      await tx.objectStore("uploads").put({ ...rest, state: "stored", offset: entry.bytes });
      await tx.objectStore("receipts").put({ key: receiptKey.photo(sha256), receipt, checkedAt: now });
    }
  });
}

/** How a photo on its way stands. One that is stored stays so. */
export async function noteUpload(
  sha256: string,
  part: Partial<Pick<UploadEntry, "state" | "offset" | "tries">> & { problem?: string | undefined },
): Promise<void> {
  await write(["uploads"], ["outbox"], async (tx) => {
    const entry = await tx.objectStore("uploads").get(sha256);
    if (!entry || entry.state === "stored") return;
    const { problem: before, ...rest } = entry;
    const problem = "problem" in part ? part.problem : before;
    const { problem: _said, ...change } = part;
    await tx.objectStore("uploads").put({ ...rest, ...change, ...(problem !== undefined && { problem }) });
  });
}
