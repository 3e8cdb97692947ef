import { expect, test } from "vitest";
import { patience } from "~/api/device";
import { delay } from "./backoff";
import { chunkFor } from "./photos";

test("a wait doubles from two seconds to five minutes, and chance takes up to half of it", () => {
  expect([1, 2, 3, 4, 8, 9, 60].map((failures) => delay(failures, 1))).toEqual([
    2_000, 4_000, 8_000, 16_000, 256_000, 300_000, 300_000,
  ]);
  expect(delay(1, 0)).toBe(1_000);
  expect(delay(100, 0)).toBe(150_000);
});

test("Retry-After is read in both of its forms", () => {
  const now = Date.parse("2026-11-02T08:00:00Z");
  expect(patience("30")).toBe(30_000);
  expect(patience("Mon, 02 Nov 2026 08:01:00 GMT", now)).toBe(60_000);
  expect(patience("Mon, 02 Nov 2026 07:00:00 GMT", now)).toBe(0);
  expect([patience(null), patience(""), patience("soon")]).toEqual([undefined, undefined, undefined]);
});

test("a chunk takes about five seconds, within a quarter and a whole mebibyte", () => {
  expect(chunkFor(10_000, 10_000)).toBe(256 * 1024);
  expect(chunkFor(1_000_000, 10_000)).toBe(500_000);
  expect(chunkFor(4_000_000, 1_000)).toBe(1024 * 1024);
  expect(chunkFor(0, 0)).toBe(256 * 1024);
});
