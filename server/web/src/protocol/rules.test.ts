// @vitest-environment node
/** What the vectors do not ask of rules. */
import { expect, it } from "vitest";
import { type Facts, holds, ratio } from "./rules";
import type { Answer, Condition, Operand, Relation } from "./shapes";
import { isBlank } from "./validate";

const facts = (more: Partial<Facts> = {}): Facts => ({
  answers: {},
  settings: {},
  planned: {},
  inspectedOn: "2024-07-01",
  ...more,
});

const compare = (left: Operand, relation: Relation, right: Operand): Condition => ({
  test: "compare",
  left,
  relation,
  right,
});

it("takes no inherited member for an answer, a setting or a plan", () => {
  expect(holds({ test: "answered", item: "constructor" }, facts())).toBe(false);
  expect(holds({ test: "is", item: "constructor", any_of: ["pass"] }, facts())).toBeUndefined();
  for (const operand of [{ planned: "constructor" }, { setting: "constructor" }, { item: "constructor" }]) {
    expect(holds(compare(operand, "at_least", { number: 0 }), facts())).toBeUndefined();
  }
});

it("takes a remark alone, as a draft may have it, for no answer", () => {
  const answers = { board: { note: "Bị che", value: undefined } as Answer };
  expect(holds({ test: "answered", item: "board" }, facts({ answers }))).toBe(false);
  expect(holds({ test: "is", item: "board", any_of: ["fail"] }, facts({ answers }))).toBeUndefined();
});

it("tells of one part though another is unknown, and of none where that part would decide", () => {
  const unknown: Condition = { test: "is", item: "a", any_of: [] };
  const no: Condition = { test: "answered", item: "a" };
  expect(holds({ test: "all", of: [unknown, no] }, facts())).toBe(false);
  expect(holds({ test: "any", of: [unknown, no] }, facts())).toBeUndefined();
  expect(holds({ test: "not", of: unknown }, facts())).toBeUndefined();
  expect(holds({ test: "all", of: [] }, facts())).toBe(true);
  expect(holds({ test: "any", of: [] }, facts())).toBe(false);
});

it("compares figures with figures and days with days, and never one with the other", () => {
  const day: Operand = { date: "2024-07-01" };
  expect(holds(compare("inspection_date", "equals", day), facts())).toBe(true);
  expect(holds(compare("inspection_date", "differs", { number: 19_905 }), facts())).toBeUndefined();
  expect(holds(compare({ sum: [{ number: 1 }, day] }, "above", day), facts())).toBeUndefined();
  expect(holds(compare({ difference: [day, { number: 1 }] }, "below", day), facts())).toBeUndefined();
  const later: Operand = { sum: [day, { number: 1.9 }] };
  expect(holds(compare({ difference: [later, day] }, "equals", { number: 1 }), facts())).toBe(true);
  expect(holds(compare({ percent: [day, day] }, "equals", { number: 100 }), facts())).toBeUndefined();
  expect(holds(compare({ sum: [{ number: 1 }] }, "equals", { number: 1 }), facts())).toBeUndefined();
});

it("reads planned days as days since 1970", () => {
  const rule = compare({ planned_date: "start" }, "equals", "inspection_date");
  expect(holds(rule, facts({ planned: { start: 19_905 } }))).toBe(true);
  expect(holds(rule, facts())).toBeUndefined();
});

it("cannot tell where figures come to no number", () => {
  const huge: Operand = { number: Number.MAX_VALUE };
  const endless: Operand = { sum: [huge, huge] };
  expect(holds(compare({ difference: [endless, endless] }, "differs", huge), facts())).toBeUndefined();
});

it("takes a text of space as Unicode defines it for blank, and zero for an answer", () => {
  expect(isBlank({ text: " \n\u00a0\u0085\u3000" })).toBe(true);
  // A byte order mark is no space, though JavaScript's `trim` takes it for one.
  expect(isBlank({ text: "\ufeff" })).toBe(false);
  expect(isBlank({ choices: [] })).toBe(true);
  expect(isBlank({ number: 0 })).toBe(false);
});

it("gives no ratio where nothing was judged", () => {
  expect(ratio({ passed: 0, failed: 0, not_applicable: 3, unanswered: 1 })).toBeUndefined();
  expect(ratio({ passed: 3, failed: 1, not_applicable: 0, unanswered: 0 })).toBe(0.75);
});
