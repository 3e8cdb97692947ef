/** What the rules may look at: the answers that stand, the plan, the day. */

import type { Checklist } from "~/api/types";
import type { Answer, Draft } from "~/field/model";
import { own } from "~/protocol/condition";
import { type Facts, isShown } from "~/protocol/rules";
import { dayOf } from "~/protocol/time";
import { isBlank } from "~/protocol/validate";

/** What rules know of a subject. */
export type Planned = { planned?: Record<string, number> } | undefined;

/** What was answered. A draft also holds what was begun: a note without its answer, a field left empty. */
export function given(draft: Draft): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(draft.answers).filter(([, { value }]) => value !== undefined && !isBlank(value as never)),
  );
}

/**
 * The answers that stand are those to items that are asked. One answer can hide another item, whose answer may have shown
 * or hidden a third; so the rules are asked until nothing changes. A checklist whose rules chase each other in a ring
 * never settles: then whatever the last round says holds.
 */
export function facts(draft: Draft, checklist: Checklist, subject: Planned): Facts {
  const all = given(draft);
  const items = checklist.sections.flatMap((section) => section.items.map((item) => ({ section, item })));
  let now: Facts = {
    answers: all,
    settings: checklist.settings ?? {},
    planned: subject?.planned ?? {},
    inspectedOn: dayOf(draft.capturedAt),
  };
  for (let round = 0; round <= items.length; round += 1) {
    const answers: Record<string, Answer> = {};
    for (const { section, item } of items) {
      const answer = own(all, item.key);
      if (answer && isShown(section, item, now)) answers[item.key] = answer;
    }
    const settled =
      Object.keys(answers).length === Object.keys(now.answers).length &&
      Object.keys(answers).every((key) => Object.hasOwn(now.answers, key));
    now = { ...now, answers };
    if (settled) break;
  }
  return now;
}
