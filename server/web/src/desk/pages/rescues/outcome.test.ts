import { describe, expect, it } from "vitest";
import type { PushOutcome, RescuedRevision, RescueOutcome } from "~/api/types";
import { byRecord, changedNothing, tally } from "./outcome";

const receipt = {} as Extract<PushOutcome, { outcome: "accepted" }>["receipt"];
const took = (record: string, outcome: "accepted" | "duplicate", number = 1): RescuedRevision => ({
  record,
  outcome: { outcome, number, receipt },
});
const torn = (record: string): RescuedRevision => ({
  record,
  outcome: { outcome: "conflict", number: 2, places: ["/answers/a"], theirs: "v", receipt },
});
const refused = (record?: string): RescuedRevision => ({
  ...(record ? { record } : {}),
  outcome: { outcome: "rejected", problems: [] },
});

describe("what became of a file's records", () => {
  it("puts what somebody has to see to first, and keeps the file's order among the same", () => {
    const sorted = byRecord([
      took("a", "duplicate"),
      took("b", "accepted"),
      torn("c"),
      took("d", "accepted"),
      refused("e"),
    ]);
    expect(sorted.map(({ record }) => record)).toEqual(["e", "c", "b", "d", "a"]);
  });
  it("keeps the snapshots of a record together, and apart those of which nobody knows the record", () => {
    const sorted = byRecord([took("a", "duplicate"), took("a", "accepted", 2), refused(), refused()]);
    expect(sorted.map(({ record, outcomes }) => [record, outcomes.map((one) => one.outcome)])).toEqual([
      [undefined, ["rejected"]],
      [undefined, ["rejected"]],
      ["a", ["duplicate", "accepted"]],
    ]);
  });
  it("counts each way that some went", () => {
    expect(tally([took("a", "duplicate"), took("b", "accepted"), took("c", "accepted")])).toEqual([
      { kind: "accepted", n: 2 },
      { kind: "duplicate", n: 1 },
    ]);
  });
});

describe("a file that is handed in twice", () => {
  const outcome = (photos: Partial<RescueOutcome["photos"]>, revisions = [took("a", "duplicate")]) =>
    ({ revisions, photos: { stored: 0, known: 3, refused: [], missing: [], ...photos } }) as RescueOutcome;
  it("changes nothing", () => {
    expect(changedNothing(outcome({}))).toBe(true);
  });
  it("is not said to where anything was new, or did not come whole", () => {
    expect(changedNothing(outcome({ stored: 1 }))).toBe(false);
    expect(changedNothing(outcome({ missing: ["x"] }))).toBe(false);
    expect(changedNothing(outcome({}, [took("a", "duplicate"), refused("b")]))).toBe(false);
    const damage = { type: "", title: "", title_vi: "", status: 422 };
    expect(changedNothing({ ...outcome({}), damage })).toBe(false);
  });
});
