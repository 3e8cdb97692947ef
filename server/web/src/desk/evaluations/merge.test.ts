import { describe, expect, it } from "vitest";
import { alike, changedParts, merge } from "./merge";

describe("merge", () => {
  it("takes an absent part and an empty one as the same", () => {
    expect(alike({ a: "" }, {})).toBe(true);
    expect(alike([], undefined)).toBe(true);
    expect(alike({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(alike(0, undefined)).toBe(false);
    expect(alike(["a", "b"], ["b", "a"])).toBe(false);
    expect(changedParts({ words: "a", n: 1 }, { words: "a", n: 2, date: "" })).toEqual(["n"]);
  });
  it("brings together what two people changed in different parts", () => {
    const base = { words: "a", meetings: 1, trainings: 2 };
    const { merged, clash } = merge(base, { ...base, words: "b" }, { ...base, meetings: 3 });
    expect(clash).toEqual([]);
    expect(merged).toEqual({ words: "b", meetings: 3, trainings: 2 });
  });
  it("says where they changed the same part, and keeps one's own", () => {
    const { merged, clash } = merge({ words: "a", n: 1 }, { words: "mine", n: 2 }, { words: "theirs", n: 2 });
    expect(clash).toEqual(["words"]);
    expect(merged).toEqual({ words: "mine", n: 2 });
  });
  it("keeps what one cleared", () => {
    const { merged, clash } = merge({ n: 1 }, {}, { n: 1 });
    expect(clash).toEqual([]);
    expect(merged.n).toBeUndefined();
  });
});
