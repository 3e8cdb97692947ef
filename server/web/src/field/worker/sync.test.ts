import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type SyncState, syncState } from "../sync/state";
import { NotDone, sync } from "./sync";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = (change: Partial<SyncState>): SyncState => ({ ...syncState(), ...change });
const left = (count: number) => ({ left: count, total: count, refused: 0 });
const photos = (count: number, more: object = {}) => ({ ...syncState().photos, left: count, ...more });

test("the browser is asked for another turn while something is left", async () => {
  const stop = vi.fn();
  await sync(async () => after({}), stop);
  await expect(sync(async () => after({ records: left(1) }), stop)).rejects.toBeInstanceOf(NotDone);
  await expect(sync(async () => after({ photos: photos(2, { failed: 1 }) }), stop)).rejects.toBeInstanceOf(
    NotDone,
  );
});

test("what needs a person or Wi-Fi is nothing to wake for", async () => {
  const run = vi.fn(async () => after({ photos: photos(2, { failed: 2 }) }));
  await sync(run, () => undefined);
  expect(run).toHaveBeenCalledWith("background");
  await sync(
    async () => after({ photos: photos(2, { held: "wifi" }) }),
    () => undefined,
  );
});

test("it breaks off before the browser does, and only then", async () => {
  const stop = vi.fn();
  let end = () => {};
  const running = sync(
    () =>
      new Promise((done) => {
        end = () => done(after({}));
      }),
    stop,
  );
  await vi.advanceTimersByTimeAsync(149_000);
  expect(stop).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stop).toHaveBeenCalledOnce();
  end();
  await running;
  await sync(async () => after({}), stop);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(stop).toHaveBeenCalledOnce();
});
