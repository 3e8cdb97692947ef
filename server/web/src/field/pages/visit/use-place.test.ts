import { describe, expect, it } from "vitest";
import type { Fix } from "~/field/model";
import { tellsMore } from "./use-place";

const fix = (lat: number, accuracy_m: number): Fix => ({
  lat,
  lon: 106.5,
  accuracy_m,
  at: "2024-10-08T08:00:00+07:00",
  source: "browser",
});

describe("a new fix", () => {
  it("counts when the phone moved or knows better, not when the receiver trembles", () => {
    expect(tellsMore(undefined, fix(21.8, 2000))).toBe(true);
    expect(tellsMore(fix(21.8, 10), fix(21.80009, 9))).toBe(false);
    expect(tellsMore(fix(21.8, 10), fix(21.8004, 10))).toBe(true);
    // A mast's word, a kilometre off and good to two, says nothing against the satellites'.
    expect(tellsMore(fix(21.8, 10), fix(21.81, 2000))).toBe(false);
    expect(tellsMore(fix(21.8, 200), fix(21.8, 20))).toBe(true);
  });
});
