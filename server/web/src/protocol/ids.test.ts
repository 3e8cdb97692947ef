// @vitest-environment node
import { expect, it } from "vitest";
import { isId, newId } from "./ids";

const timeOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Each starts later than all ids before it, for the page's last id stays. */
const LATER = Date.UTC(2030, 0, 1);

it("makes a UUID of version 7 that tells when it was made", () => {
  const before = Date.now();
  const id = newId();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(timeOf(id)).toBeGreaterThanOrEqual(before);
  expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
});

it("makes greater ids within one millisecond, and more of them than its count has room for", () => {
  const ids = Array.from({ length: 10_000 }, () => newId(LATER));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(timeOf(ids[0] ?? "")).toBe(LATER);
  expect(timeOf(ids.at(-1) ?? "")).toBeLessThan(LATER + 6);
});

it("makes greater ids though the clock was set back", () => {
  const first = newId(LATER + 10_000);
  expect(newId(LATER - 86_400_000) > first).toBe(true);
});

it("knows an id from other text", () => {
  expect(isId(newId())).toBe(true);
  expect(isId("01900000-0000-7000-8000-000000000001")).toBe(true);
  for (const text of ["", "01900000000070008000000000000001", "01900000-0000-7000-8000-00000000000G", " "]) {
    expect(isId(text), text).toBe(false);
  }
  // The server's own text of an id is in lower case, and signed text is compared as text.
  expect(isId(newId().toUpperCase())).toBe(false);
  expect(isId(`${newId()}\n`)).toBe(false);
});
