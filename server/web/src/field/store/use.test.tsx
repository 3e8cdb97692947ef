import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { tell } from "./observe";
import { type Stored, useStored } from "./use";

const place = document.createElement("div");
let seen: Stored<string>;
let reads = 0;
let answer: () => Promise<string>;

function Reader({ of }: { of: string }) {
  seen = useStored(
    () => {
      reads += 1;
      return answer();
    },
    ["drafts"],
    [of],
  );
  return null;
}

const show = (of: string) => act(() => render(<Reader of={of} />, place));
const settle = () => act(() => new Promise<void>((done) => setTimeout(done)));

afterEach(() => {
  act(() => render(null, place));
  reads = 0;
});

test("what is read is read again after a write that concerns it, and no other", async () => {
  answer = async () => `read ${reads}`;
  await show("a");
  await settle();
  expect(seen).toEqual({ value: "read 1", failed: undefined });
  tell(["plan"]);
  await settle();
  expect(seen.value).toBe("read 1");
  tell(["outbox", "drafts"]);
  await settle();
  expect(seen.value).toBe("read 2");
});

test("of many writes during a read the last is seen, with one read more", async () => {
  answer = () => new Promise((done) => setTimeout(() => done(`read ${reads}`), 5));
  await show("a");
  for (let at = 0; at < 5; at += 1) tell(["drafts"]);
  await act(() => new Promise<void>((done) => setTimeout(done, 40)));
  expect(reads).toBe(2);
  expect(seen.value).toBe("read 2");
});

test("another thing's value is never shown for this one", async () => {
  answer = async () => "of a";
  await show("a");
  await settle();
  let give = (_text: string) => {};
  answer = () => new Promise((done) => (give = done));
  await show("b");
  await settle();
  expect(seen.value).toBeUndefined();
  give("of b");
  await settle();
  expect(seen.value).toBe("of b");
});

test("a read that fails says so and keeps what was there", async () => {
  answer = async () => "once";
  await show("a");
  await settle();
  answer = () => Promise.reject(new Error("gone"));
  tell(["drafts"]);
  await settle();
  expect(seen.value).toBe("once");
  expect(seen.failed).toEqual(new Error("gone"));
});
