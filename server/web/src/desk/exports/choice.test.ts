import { describe, expect, it } from "vitest";
import { choiceOf, isNarrower } from "./choice";

describe("choiceOf", () => {
  it("says flags and years as data does", () => {
    expect(choiceOf("findings", { overdue: "true", year: "2024", level: "f3", q: "đường" })).toEqual({
      overdue: true,
      year: 2024,
      level: "f3",
      q: "đường",
    });
    expect(choiceOf("records", { conflicts: "true", from: "2024-01-01" })).toEqual({
      conflicts: true,
      from: "2024-01-01",
    });
  });
  it("leaves out what exports refuse: the order, what came with a report's number, and what is not set", () => {
    expect(
      choiceOf("records", { sort: "worst", evaluation: "e", whole: "true", commune: "", to: undefined }),
    ).toEqual({});
    expect(isNarrower("records", { sort: "worst", commune: "c" })).toBe(false);
    expect(isNarrower("findings", { evaluation: "e", from: "2024-01-01" })).toBe(true);
  });
});
