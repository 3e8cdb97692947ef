import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forgetAll } from "~/api/cache";
import { Problem } from "~/api/problem";
import type { RescueOutcome } from "~/api/types";
import { settle } from "~/ui/testing";
import { type HandIn, handIn, handInAgain, stop, useHandIns } from "./hand-in";

type Ask = (file: Blob, onSent: (bytes: number) => void, signal: AbortSignal) => Promise<RescueOutcome>;
const asked = vi.hoisted(() => ({ takeIn: vi.fn(), isSealed: async (file: File) => file.name.length === 1 }));
vi.mock("~/api/rescues", () => asked);

const place = document.createElement("div");
let shown: readonly HandIn[] = [];
function Shown() {
  shown = useHandIns();
  return null;
}
/** One whose name is a letter is sealed. */
const file = (name: string) => new File(["…"], name);
const stages = () => shown.map(({ file, stage }) => `${file.name} ${stage.at}`);
const outcome = { revisions: [] } as unknown as RescueOutcome;
const answer = (ask: Ask) => asked.takeIn.mockImplementation(ask);
/** An upload that goes on until it is stopped. */
const endless: Ask = (_file, onSent, signal) =>
  new Promise((_done, fail) => {
    onSent(4);
    signal.addEventListener("abort", () => fail(signal.reason));
  });

beforeEach(() => {
  asked.takeIn.mockReset();
  render(<Shown />, place);
});

afterEach(async () => {
  forgetAll();
  render(null, place);
  await settle();
});

it("sends files one after another, in the order in which they were chosen", async () => {
  const ends: (() => void)[] = [];
  answer(() => new Promise((done) => ends.push(() => done(outcome))));
  handIn([file("a"), file("b")]);
  await settle();
  expect(stages()).toEqual(["a sending", "b waiting"]);
  ends[0]?.();
  await settle();
  expect(stages()).toEqual(["a done", "b sending"]);
  ends[1]?.();
  await settle();
  expect(stages()).toEqual(["a done", "b done"]);
});

it("puts what is chosen later before it, and sends it after it", async () => {
  answer(endless);
  handIn([file("a")]);
  handIn([file("b")]);
  await settle();
  expect(stages()).toEqual(["b waiting", "a sending"]);
});

it("does not send what no phone sealed", async () => {
  handIn([file("a.pdf"), file("empty")]);
  await settle();
  expect(stages()).toEqual(["a.pdf other", "empty other"]);
  expect(asked.takeIn).not.toHaveBeenCalled();
});

it("tells what failed, goes on with the next, and sends again when asked to", async () => {
  answer(async () => Promise.reject(new Problem(0, {})));
  handIn([file("a"), file("b")]);
  await settle();
  expect(stages()).toEqual(["a failed", "b failed"]);
  answer(async () => outcome);
  handInAgain(shown[0]?.id ?? 0);
  await settle();
  expect(stages()).toEqual(["a done", "b failed"]);
});

it("stops what is on its way", async () => {
  answer(endless);
  handIn([file("a")]);
  await settle();
  expect(shown[0]?.stage).toEqual({ at: "sending", sent: 4 });
  stop(shown[0]?.id ?? 0);
  await settle();
  expect(stages()).toEqual(["a stopped"]);
});

it("leaves nothing to whoever sits down next", async () => {
  let signal: AbortSignal | undefined;
  answer((sent, onSent, given) => {
    signal = given;
    return endless(sent, onSent, given);
  });
  handIn([file("a"), file("b")]);
  await settle();
  forgetAll();
  await settle();
  expect(signal?.aborted).toBe(true);
  expect(shown).toEqual([]);
  expect(asked.takeIn).toHaveBeenCalledTimes(1);
});
