import { describe, expect, it } from "vitest";
import { COLOURS, colour, figureOf, NOTHING, steps, total } from "./scale";

const commune = (planned: number, inspected: number, open: number) => ({
  unit: "u",
  planned,
  inspected,
  records: inspected,
  status: { received: 1, accepted: inspected },
  evidence: { warn: 1, fail: 1 },
  findings: { open, overdue: 0, resolved: 2 },
});

describe("the overview's colours", () => {
  it("tells nothing from none", () => {
    expect(figureOf(commune(0, 0, 0), "coverage")).toBeUndefined();
    expect(figureOf(commune(4, 0, 0), "coverage")).toBe(0);
    expect(colour(undefined, [0], "coverage")).toBe(NOTHING);
  });
  it("reaches the darkest step at the highest figure", () => {
    const limits = steps([0, 3, 12], "findings");
    expect(colour(12, limits, "findings")).toBe(COLOURS.findings[4]);
    expect(colour(0, limits, "findings")).toBe(COLOURS.findings[0]);
    expect(colour(1, steps([], "coverage"), "coverage")).toBe(COLOURS.coverage[4]);
  });
  it("adds up", () => {
    expect(total([commune(4, 2, 1), commune(3, 3, 2)])).toMatchObject({
      planned: 7,
      inspected: 5,
      open: 3,
      flagged: 4,
    });
  });
});
