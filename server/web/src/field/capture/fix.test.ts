import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Fix } from "../model";
import { FixKeeper, type FixProblem, watchFix } from "./fix";
import { best, type Held, hold, newest } from "./fixes";
import { toFix } from "./geolocation";

type Success = (position: GeolocationPosition) => void;
type Failure = (error: GeolocationPositionError) => void;

/** A receiver in the test's hand. */
class Receiver {
  readonly watches = new Map<number, [Success, Failure]>();
  begun = 0;

  watchPosition = (success: Success, failure: Failure) => {
    this.begun += 1;
    this.watches.set(this.begun, [success, failure]);
    return this.begun;
  };
  clearWatch = (watch: number) => void this.watches.delete(watch);

  gives(accuracy: number, more: Partial<GeolocationCoordinates> = {}, timestamp = Date.now()) {
    const coords = { latitude: 21.85, longitude: 106.55, accuracy, altitude: null, ...more };
    for (const [success] of this.watches.values()) success({ coords, timestamp } as GeolocationPosition);
  }
  fails(code: 1 | 2 | 3) {
    for (const [, failure] of [...this.watches.values()]) failure({ code } as GeolocationPositionError);
  }
}

let receiver: Receiver;
const permission = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2024-05-14T02:15:00Z") });
  receiver = new Receiver();
  vi.stubGlobal("navigator", { geolocation: receiver, permissions: { query: async () => permission } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function fix(lat: number, accuracy_m: number): Fix {
  return { lat, lon: 106.55, accuracy_m, at: "2024-05-14T09:15:00.000+07:00", source: "browser" };
}

it("counts the most accurate of half a minute, unless the newest says that it is elsewhere by now", () => {
  let held: Held[] = [];
  for (const [accuracy, at] of [
    [40, 0],
    [6, 5_000],
    [25, 12_000],
  ] as const)
    held = hold(held, fix(21.85, accuracy), at);
  expect(best(held, 12_000)?.accuracy_m).toBe(6);
  expect(newest(held, 12_000)?.accuracy_m).toBe(25);
  // 0.001 degrees are 111 m: more than the two can be wrong.
  held = hold(held, fix(21.851, 30), 14_000);
  expect(best(held, 14_000)?.lat).toBe(21.851);
  expect(newest(held, 24_001)).toBeUndefined();
  expect(best(held, 43_000)?.lat).toBe(21.851);
  expect(best(held, 44_001)).toBeUndefined();
});

it("says what the browser says, and no height that is none", () => {
  const coords = { latitude: 21.5, longitude: 106.25, accuracy: 7.2549, altitude: 312.449 };
  const at = Date.parse("2024-05-14T02:14:58.250Z");
  const made = toFix({ coords, timestamp: at } as GeolocationPosition);
  expect(made).toMatchObject({
    lat: 21.5,
    lon: 106.25,
    accuracy_m: 7.25,
    altitude_m: 312.45,
    source: "browser",
  });
  expect(Date.parse(made.at)).toBe(at);
  expect(made).not.toHaveProperty("mocked");
  for (const altitude of [null, Number.NaN, 10_001, -501])
    expect(
      toFix({ coords: { ...coords, altitude }, timestamp: at } as GeolocationPosition),
    ).not.toHaveProperty("altitude_m");
  // A receiver whose clock was never set.
  const unset = toFix({ coords, timestamp: 0 } as GeolocationPosition);
  expect(Date.parse(unset.at)).toBe(Date.now());
});

it("begins again where the receiver falls silent, where the permission comes, and never after it was told to stop", async () => {
  const fixes: Fix[] = [];
  const problems: FixProblem[] = [];
  const stop = watchFix(
    (next) => fixes.push(next),
    (code) => problems.push(code),
  );
  receiver.gives(8);
  expect([fixes.length, receiver.begun]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(9_000);
  expect([receiver.begun, receiver.watches.size]).toEqual([2, 1]);
  receiver.fails(3);
  receiver.fails(2);
  receiver.fails(1);
  expect(problems).toEqual(["timeout", "unavailable", "denied"]);
  expect(receiver.watches.size).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(receiver.watches.size).toBe(0);
  permission.dispatchEvent(new Event("change"));
  receiver.gives(9);
  expect(fixes.length).toBe(2);
  stop();
  permission.dispatchEvent(new Event("change"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(receiver.watches.size).toBe(0);
});

it("tells a page without a receiver", async () => {
  vi.stubGlobal("navigator", {});
  const problems: FixProblem[] = [];
  watchFix(
    () => undefined,
    (code) => problems.push(code),
  );
  await vi.advanceTimersByTimeAsync(0);
  expect(problems).toEqual(["unavailable"]);
});

it("waits for a place, then for a better one, and says why there is none", () => {
  const keeper = new FixKeeper(() => undefined);
  expect(keeper.now(50)).toEqual({ waiting: true });
  receiver.gives(180);
  expect(keeper.now(50)).toMatchObject({ fix: { accuracy_m: 180 }, waiting: true });
  expect(keeper.now()).toMatchObject({ waiting: false });
  receiver.gives(12);
  expect(keeper.now(50)).toMatchObject({ fix: { accuracy_m: 12 }, waiting: false });
  // A receiver that stumbles does not unsay what it said.
  receiver.fails(3);
  expect(keeper.now(50).problem).toBeUndefined();
  receiver.fails(1);
  expect(keeper.now(50)).toEqual({ problem: "denied", waiting: false });
  keeper.stop();
});

it("gives a photo the fix of its moment, whatever the phone's clock says", async () => {
  const keeper = new FixKeeper(() => undefined);
  // The satellites' time is 20 minutes ahead of a phone that is set wrong.
  receiver.gives(8, {}, Date.now() + 1_200_000);
  await vi.advanceTimersByTimeAsync(4_000);
  await expect(keeper.moment()).resolves.toMatchObject({ accuracy_m: 8 });
  keeper.stop();
});

it("lets a photo wait for a fix, but not for long, and not where none can come", async () => {
  const keeper = new FixKeeper(() => undefined);
  const next = keeper.moment();
  await vi.advanceTimersByTimeAsync(2_000);
  receiver.gives(15);
  await expect(next).resolves.toMatchObject({ accuracy_m: 15 });

  await vi.advanceTimersByTimeAsync(11_000);
  const late = keeper.moment();
  await vi.advanceTimersByTimeAsync(5_000);
  await expect(late).resolves.toBeUndefined();

  const impatience = new AbortController();
  const given = keeper.moment(impatience.signal);
  impatience.abort();
  await expect(given).resolves.toBeUndefined();

  const refused = keeper.moment();
  receiver.fails(1);
  await expect(refused).resolves.toBeUndefined();
  await expect(keeper.moment()).resolves.toBeUndefined();
  keeper.stop();
});

it("keeps no fix over a time in which the page was hidden: the phone may have travelled", async () => {
  const keeper = new FixKeeper(() => undefined);
  receiver.gives(8);
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  vi.restoreAllMocks();
  expect(keeper.now()).toEqual({ waiting: true });
  keeper.stop();
});
