import { describe, expect, it } from "vitest";
import { choiceOf, isNarrower, registerAsk } from "./choice";

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
  it("takes along what came with a number of a report, so that the file holds what the list shows", () => {
    const behind = { evaluation: "e", whole: "true", planned: "false", from: "2024-01-01", to: "2024-12-31" };
    expect(choiceOf("records", behind)).toEqual({ ...behind, whole: true, planned: false });
    expect(choiceOf("findings", { evaluation: "e", withdrawn: "false" })).toEqual({
      evaluation: "e",
      withdrawn: false,
    });
    expect(choiceOf("subjects", { evaluation: "e", listed: "true" })).toEqual({
      evaluation: "e",
      listed: true,
    });
  });
  it("leaves out the order, and what is not set", () => {
    expect(choiceOf("records", { sort: "worst", commune: "", to: undefined })).toEqual({});
    expect(isNarrower("records", { sort: "worst", commune: "c" })).toBe(false);
    expect(isNarrower("subjects", { q: "đường", view: "map" })).toBe(true);
    expect(isNarrower("subjects", { q: "", view: "map", kind: "work" })).toBe(false);
  });
});

describe("registerAsk", () => {
  it("masks households unless they are opened", () => {
    expect(registerAsk("subjects", "csv", { kind: "household" }, false)).toEqual({
      what: "subjects",
      format: "csv",
      filter: { kind: "household" },
    });
    expect(registerAsk("records", "xlsx", {}, true)).toEqual({
      what: "records",
      format: "xlsx",
      filter: {},
      open_households: true,
    });
  });
});
