/** What is left to send, counted from the store. */
import { outboxCounts, syncNote, uploads } from "../store";
import { report, syncState } from "./state";

/** How large the whole is of which `left` are left: it begins anew after the queue was empty. */
function whole(before: { left: number; total: number }, left: number): number {
  if (before.left === 0 && left > 0) return left;
  return before.total + Math.max(0, left - before.left);
}

export async function recount(): Promise<void> {
  const [{ waiting, refused }, all] = await Promise.all([outboxCounts(), uploads()]);
  const open = all.filter((photo) => photo.state !== "stored");
  const bytesLeft = open.reduce((sum, { bytes, offset }) => sum + bytes - offset, 0);
  const { records, photos } = syncState();
  const bytesTotal = whole({ left: photos.bytesLeft, total: photos.bytesTotal }, bytesLeft);
  report({
    records: { left: waiting, total: whole(records, waiting), refused },
    photos: {
      left: open.length,
      total: whole(photos, open.length),
      failed: open.filter((photo) => photo.state === "failed").length,
      bytesLeft,
      bytesTotal,
      bytesDone: bytesTotal - bytesLeft,
      ...(photos.held && { held: photos.held }),
    },
  });
}

/** What a page shows before anything ran in it. */
export async function restore(): Promise<void> {
  const { nextTryAt, lastSuccessAt } = await syncNote();
  report({ lastSuccessAt, nextTryAt });
  await recount();
}
