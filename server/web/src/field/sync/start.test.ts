import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { registerBackground } from "./background";
import { runSync, stopSync } from "./engine";
import { startSync } from "./start";
import { report, syncState } from "./state";

vi.mock("../store", () => ({ listen: () => () => undefined }));
vi.mock("./counts", () => ({ recount: async () => undefined, restore: async () => undefined }));
vi.mock("./background", () => ({ registerBackground: vi.fn(async () => true) }));
vi.mock("./engine", () => ({
  LOCK: "thucdia-sync",
  runSync: vi.fn(async () => undefined),
  stopSync: vi.fn(),
  isRunning: () => false,
}));

const run = vi.mocked(runSync);
const stop = vi.mocked(stopSync);
const register = vi.mocked(registerBackground);
let unhook: () => void;
let hidden: boolean;

function show(shown: boolean): Promise<unknown> {
  hidden = !shown;
  document.dispatchEvent(new Event("visibilitychange"));
  return vi.advanceTimersByTimeAsync(0);
}

function leave(records: number): void {
  report({ phase: "idle", nextTryAt: undefined, records: { left: records, total: records, refused: 0 } });
}

beforeEach(async () => {
  vi.useFakeTimers();
  hidden = false;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  leave(0);
  unhook = startSync();
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledExactlyOnceWith("opened");
  run.mockClear();
});

afterEach(() => {
  unhook();
  vi.useRealTimers();
  vi.clearAllMocks();
  vi.restoreAllMocks();
});

test("the network's return and the person's begin a run", async () => {
  dispatchEvent(new Event("online"));
  expect(run).toHaveBeenLastCalledWith("online");
  await show(false);
  await show(true);
  expect(run).toHaveBeenLastCalledWith("opened");
  expect(run).toHaveBeenCalledTimes(2);
});

test("a page that is hidden hands over to the worker, where something is left", async () => {
  await show(false);
  expect(register).not.toHaveBeenCalled();
  await show(true);
  leave(1);
  await show(false);
  expect(register).toHaveBeenCalledOnce();
  expect(stop).toHaveBeenCalledOnce();
});

test("where there is no background sync a hidden page goes on as long as it may", async () => {
  register.mockResolvedValueOnce(false);
  leave(1);
  await show(false);
  expect(stop).not.toHaveBeenCalled();
  dispatchEvent(new Event("pagehide"));
  expect(stop).toHaveBeenCalledOnce();
});

test("a try that failed is made again when its wait is over, an idle page asks now and then", async () => {
  report({ phase: "waiting", nextTryAt: Date.now() + 8_000 });
  await vi.advanceTimersByTimeAsync(7_999);
  expect(run).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(run).toHaveBeenCalledExactlyOnceWith("timer");
  leave(0);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(run).toHaveBeenCalledTimes(2);
  report({ phase: "photos" });
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(run).toHaveBeenCalledTimes(2);
});

test("a page that takes over from one that was killed begins to sync", async () => {
  let free = () => {};
  const freed = new Promise<void>((done) => {
    free = done;
  });
  vi.stubGlobal("navigator", { onLine: true, locks: { request: () => freed } });
  const other = new BroadcastChannel("thucdia-sync");
  vi.useRealTimers();
  other.postMessage({ ...syncState(), phase: "photos" });
  await vi.waitFor(() => expect(syncState().phase).toBe("photos"));
  expect(run).not.toHaveBeenCalled();
  free();
  await vi.waitFor(() => expect(run).toHaveBeenCalledExactlyOnceWith("opened"), { timeout: 3_000 });
  other.close();
  vi.unstubAllGlobals();
});

test("unhooked, it does nothing more", async () => {
  unhook();
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(run).not.toHaveBeenCalled();
});
