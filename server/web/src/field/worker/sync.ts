/** A background sync: the browser gives it some minutes, and another turn where it says that something is left. */
import type { Reason } from "../sync/engine";
import type { SyncState } from "../sync/state";

/** Browsers end the worker after three to five minutes; it is better to break off than to be broken off. */
const LONGEST_MS = 150_000;

export class NotDone extends Error {
  override name = "NotDone";
}

export async function sync(run: (reason: Reason) => Promise<SyncState>, stop: () => void): Promise<void> {
  const timer = setTimeout(stop, LONGEST_MS);
  const { records, photos, problem } = await run("background").finally(() => clearTimeout(timer));
  const isLeft = records.left > 0 || photos.left > photos.failed;
  // Photos that wait for Wi-Fi are not helped by waking again at once.
  if (isLeft && photos.held === undefined) throw new NotDone(problem?.code ?? "something is left");
}
