/** What a checklist makes of answers: which items are asked, which findings they propose, how much is met. */
import { type Facts, holds, valueAt } from "./condition";
import type { Checklist, Condition, Item, RaisedFlag, Section } from "./shapes";

export { type Facts, holds } from "./condition";

/** All items, with the section that holds each. */
export function items(checklist: Checklist): [Section, Item][] {
  return checklist.sections.flatMap((section) =>
    section.items.map((item): [Section, Item] => [section, item]),
  );
}

/** Whether an item is asked. What cannot be told yet is not asked. */
export function isShown(section: Section, item: Item, facts: Facts): boolean {
  const shown = (condition: Condition | undefined) => !condition || holds(condition, facts) === true;
  return shown(section.shown_if) && shown(item.shown_if);
}

/** The flags that the answers raise, in the checklist's order. */
export function raisedFlags(checklist: Checklist, facts: Facts): RaisedFlag[] {
  return items(checklist)
    .filter(([section, item]) => isShown(section, item, facts))
    .flatMap(([, item]) =>
      (item.flags ?? [])
        .filter((flag) => holds(flag.when, facts) === true)
        .map(({ level, message }) => ({ item: item.key, level, message })),
    );
}

/** Weighted counts of outcomes. */
export interface Share {
  passed: number;
  failed: number;
  /** Items that do not apply. */
  not_applicable: number;
  /** Pass/fail items that are asked and have no answer. */
  unanswered: number;
}

export interface Score {
  total: Share;
  /** By section, in the checklist's order. */
  sections: [string, Share][];
}

const nothing = (): Share => ({ passed: 0, failed: 0, not_applicable: 0, unanswered: 0 });

/** How much of a checklist is met: the weight of đạt and of không đạt; items that are not asked do not count. */
export function score(checklist: Checklist, facts: Facts): Score {
  const total = nothing();
  const sections = checklist.sections.map((section): [string, Share] => {
    const share = nothing();
    for (const item of section.items) {
      if (item.answer.type === "pass_fail" && isShown(section, item, facts)) count(item, facts, share);
    }
    total.passed += share.passed;
    total.failed += share.failed;
    total.not_applicable += share.not_applicable;
    total.unanswered += share.unanswered;
    return [section.key, share];
  });
  return { total, sections };
}

function count(item: Item, facts: Facts, share: Share): void {
  const value = valueAt(facts.answers, item.key);
  const outcome = value && "outcome" in value ? value.outcome : undefined;
  const weight = item.weight ?? 1;
  if (outcome === "pass") share.passed += weight;
  else if (outcome === "fail") share.failed += weight;
  else if (outcome === "not_applicable") share.not_applicable += 1;
  else share.unanswered += 1;
}

/** Passed over passed and failed, 0 to 1; nothing where nothing was judged. */
export function ratio(share: Share): number | undefined {
  const judged = share.passed + share.failed;
  return judged > 0 ? share.passed / judged : undefined;
}
