import { describe, expect, it } from "vitest";
import type { MayDo } from "~/api/evaluations.types";
import type { Role } from "~/api/types";
import { isOwn, turnOf } from "./turn";

const draft = (may: MayDo[], own = true) => turnOf({ state: "draft", may }, own);
const submitted = (may: MayDo[]) => turnOf({ state: "submitted", may }, false);

describe("turnOf", () => {
  it("is the writer's while it is a draft", () => {
    expect(draft(["write", "delete", "submit"])).toEqual({ mine: true, words: "turn.write" });
    expect(draft([])).toEqual({ mine: false, words: "turn.written" });
    expect(draft(["write", "delete", "submit"], false).mine).toBe(false);
  });
  it("is that of the level above once it is handed in, or the signer's where nobody is above", () => {
    expect(submitted(["send_back", "consolidate", "sign"])).toEqual({
      mine: true,
      words: "turn.consolidate",
    });
    expect(submitted(["send_back", "sign"])).toEqual({ mine: true, words: "turn.sign" });
    expect(submitted([])).toEqual({ mine: false, words: "turn.submitted" });
  });
  it("is nobody's once the level above has it, or it is signed", () => {
    expect(turnOf({ state: "consolidated", may: ["send_back", "sign"], parent: "p" }, true).mine).toBe(false);
    expect(turnOf({ state: "signed", may: [] }, true).mine).toBe(false);
  });
});

describe("isOwn", () => {
  const who = (role: Role, unit: string, department?: string) => ({
    roles: [{ role, unit }],
    ...(department ? { department } : {}),
  });
  it("is the unit's for its officers and evaluators", () => {
    expect(isOwn({ unit: "district" }, who("evaluator", "district"))).toBe(true);
    expect(isOwn({ unit: "commune" }, who("evaluator", "district"))).toBe(false);
    expect(isOwn({ unit: "commune" }, who("commune_officer", "commune"))).toBe(true);
    expect(isOwn({ unit: "district" }, who("reviewer", "district"))).toBe(false);
  });
  it("is a department's for those who belong to it", () => {
    const of = { unit: "district", department: "farm" };
    expect(isOwn(of, who("reviewer", "district", "farm"))).toBe(true);
    expect(isOwn(of, who("reviewer", "district", "labour"))).toBe(false);
    expect(isOwn(of, who("reviewer", "district"))).toBe(true);
    expect(isOwn(of, who("evaluator", "district"))).toBe(false);
  });
});
