/** When a page syncs by itself: when it is opened, when the network is back, after a wait, and now and then. */
import { listen } from "../store";
import { registerBackground } from "./background";
import { recount, restore } from "./counts";
import { isRunning, LOCK, runSync, stopSync } from "./engine";
import { isOnline } from "./network";
import { isBusy, report, type SyncState, syncState, watchSync } from "./state";

/** A page that stays open still learns what changed. */
const ROUTINE_MS = 5 * 60_000;

const isLeft = ({ records, photos }: SyncState) => records.left + photos.left > 0;

/** Hooks the sync up to the page's life; the answer unhooks it. */
export function startSync(): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = (state: SyncState) => {
    clearTimeout(timer);
    if (isBusy(state) || document.hidden || signal.aborted) return;
    const left = state.nextTryAt === undefined ? ROUTINE_MS : state.nextTryAt - Date.now();
    timer = setTimeout(() => void runSync("timer"), Math.max(1_000, left));
  };

  const shown = () => {
    if (!document.hidden) return void runSync("opened");
    clearTimeout(timer);
    if (!isLeft(syncState())) return;
    // A page in the background is soon stopped; the worker goes on, where there is such a thing.
    void registerBackground().then((willWake) => willWake && document.hidden && stopSync());
  };

  /** Whoever was at it may have been killed, and would seem to be at it for ever. */
  let watching = false;
  const watchOther = () => {
    const locks = navigator.locks as LockManager | undefined;
    if (watching || isRunning() || !locks) return;
    watching = true;
    const freed = () => {
      if (isBusy(syncState()) && !isRunning() && !document.hidden) void runSync("opened");
    };
    void locks
      .request(LOCK, { mode: "shared", signal }, () => undefined)
      // The last word of a run that ended well may come a little after its lock.
      .then(() => setTimeout(freed, 1_000))
      .catch(() => undefined)
      .finally(() => {
        watching = false;
      });
  };

  const unwatch = watchSync((state, elsewhere) => {
    plan(state);
    if (elsewhere && isBusy(state)) watchOther();
  });
  const unlisten = listen((topics) => {
    if (topics.includes("outbox") && !isBusy(syncState())) void recount().catch(() => undefined);
  });
  addEventListener("online", () => void runSync("online"), { signal });
  addEventListener("offline", () => report({ online: isOnline() }), { signal });
  addEventListener("pagehide", stopSync, { signal });
  document.addEventListener("freeze", stopSync, { signal });
  document.addEventListener("visibilitychange", shown, { signal });
  void restore()
    .catch(() => undefined)
    .then(() => {
      if (!signal.aborted && !document.hidden) void runSync("opened");
    });

  return () => {
    ending.abort();
    clearTimeout(timer);
    unwatch();
    unlisten();
  };
}
