/**
 * Conditions over a record's answers, with three outcomes: holds, does not hold, and cannot be told (`undefined`).
 * A phone without the plan and a server with it run the same rules; what cannot be told raises nothing.
 */
import type { Answer, Condition, Operand, Relation, Setting, Value } from "./shapes";
import { dayNumber } from "./time";

/** What rules may look at. */
export interface Facts {
  answers: Readonly<Record<string, Answer>>;
  settings: Readonly<Record<string, Setting>>;
  /** The subject's planned figures; empty on a phone that does not have them. */
  planned: Readonly<Record<string, number>>;
  /** The day of the inspection, `YYYY-MM-DD`. */
  inspectedOn: string;
}

/** What an operand comes to; a day is a number of days since 1970-01-01. */
type Figure = { kind: "number" | "day"; value: number };

const number = (value: number): Figure => ({ kind: "number", value });
const day = (value: number | undefined): Figure | undefined =>
  value === undefined ? undefined : { kind: "day", value };

/** The member `key` of a map from the wire, and never what every object inherits: `constructor` may name an item. */
export function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** What was answered to an item; nothing where there is no answer, or a remark alone in a draft. */
export function valueAt(answers: Facts["answers"], item: string): Value | undefined {
  return own(answers, item)?.value as Value | undefined;
}

/** Whether a text is nothing but space, as Unicode defines it. */
export function isBlankText(text: string): boolean {
  return /^\p{White_Space}*$/u.test(text);
}

/** Whether an answer says nothing: a text of spaces, a list of no choices. For rules it is no answer. */
export function isBlank(value: Value): boolean {
  if ("text" in value) return isBlankText(value.text);
  return "choices" in value && value.choices.length === 0;
}

/** Whether the condition holds; `undefined` where that cannot be told. */
export function holds(condition: Condition, facts: Facts): boolean | undefined {
  switch (condition.test) {
    case "all":
      return fold(condition.of, facts, false);
    case "any":
      return fold(condition.of, facts, true);
    case "not": {
      const part = holds(condition.of, facts);
      return part === undefined ? undefined : !part;
    }
    case "answered": {
      const value = valueAt(facts.answers, condition.item);
      return value !== undefined && !isBlank(value);
    }
    case "is": {
      const value = valueAt(facts.answers, condition.item);
      return value && words(value).some((word) => condition.any_of.includes(word));
    }
    case "compare":
      return compare(figure(condition.left, facts), condition.relation, figure(condition.right, facts));
  }
}

/** `any` is decided by the first part that holds, `all` by the first that does not; else one unknown makes it unknown. */
function fold(of: Condition[], facts: Facts, decidedBy: boolean): boolean | undefined {
  const parts = of.map((part) => holds(part, facts));
  if (parts.includes(decidedBy)) return decidedBy;
  return parts.includes(undefined) ? undefined : !decidedBy;
}

/** What an answer chose, as conditions name it. */
function words(value: Value): string[] {
  if ("outcome" in value) return [value.outcome];
  if ("choice" in value) return [value.choice];
  return "choices" in value ? value.choices : [];
}

function compare(
  left: Figure | undefined,
  relation: Relation,
  right: Figure | undefined,
): boolean | undefined {
  if (!left || !right || left.kind !== right.kind) return undefined;
  const [first, second] = [left.value, right.value];
  if (Number.isNaN(first) || Number.isNaN(second)) return undefined;
  switch (relation) {
    case "below":
      return first < second;
    case "at_most":
      return first <= second;
    case "equals":
      return first === second;
    case "differs":
      return first !== second;
    case "at_least":
      return first >= second;
    case "above":
      return first > second;
  }
}

function figure(operand: Operand, facts: Facts): Figure | undefined {
  if (operand === "inspection_date") return day(dayNumber(facts.inspectedOn));
  if ("item" in operand) {
    const value = valueAt(facts.answers, operand.item);
    if (!value) return undefined;
    if ("number" in value) return number(value.number);
    return "date" in value ? day(dayNumber(value.date)) : undefined;
  }
  if ("setting" in operand) {
    const setting = own(facts.settings, operand.setting);
    return setting && number(setting.value);
  }
  if ("planned" in operand) {
    const planned = own(facts.planned, operand.planned);
    return planned === undefined ? undefined : number(planned);
  }
  if ("planned_date" in operand) {
    const planned = own(facts.planned, operand.planned_date);
    return planned === undefined ? undefined : day(whole(planned));
  }
  if ("number" in operand) return number(operand.number);
  if ("date" in operand) return day(dayNumber(operand.date));
  if ("sum" in operand) return combine(operand.sum, facts, sum);
  if ("difference" in operand) return combine(operand.difference, facts, difference);
  return combine(operand.percent, facts, percent);
}

type Combination = (left: Figure, right: Figure) => Figure | undefined;

function combine(parts: Operand[], facts: Facts, how: Combination): Figure | undefined {
  const [left, right, ...more] = parts.map((part) => figure(part, facts));
  return left && right && more.length === 0 ? how(left, right) : undefined;
}

const sum: Combination = (left, right) => {
  if (right.kind === "day") return undefined;
  return left.kind === "day" ? day(left.value + whole(right.value)) : number(left.value + right.value);
};

/** Between two days, the days from the second to the first. */
const difference: Combination = (left, right) =>
  left.kind === right.kind ? number(left.value - right.value) : undefined;

const percent: Combination = (left, right) =>
  left.kind === "number" && right.kind === "number" && right.value !== 0
    ? number((100 * left.value) / right.value)
    : undefined;

/** Whole days, at most a century of them. */
function whole(days: number): number {
  return Math.trunc(Math.min(Math.max(days, -40_000), 40_000)) || 0;
}
