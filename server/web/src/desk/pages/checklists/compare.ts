/** What changed from one version of a checklist to another. */
import type { Checklist, Item } from "~/api/types";

export type Part = "question" | "hint" | "answer" | "required" | "rules";

export interface Change {
  key: string;
  kind: "added" | "removed" | "changed" | "moved";
  before?: Item;
  after?: Item;
  /** For a change: which parts differ. */
  parts: Part[];
  /** The section that holds it now, or held it last. */
  section: string;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function partsThatDiffer(before: Item, after: Item): Part[] {
  const parts: Part[] = [];
  if (!same(before.question, after.question)) parts.push("question");
  if (!same(before.hint, after.hint)) parts.push("hint");
  if (!same(before.answer, after.answer)) parts.push("answer");
  if (Boolean(before.required) !== Boolean(after.required)) parts.push("required");
  const rules = ({ shown_if, photo, must_hold, flags, weight }: Item) => ({
    shown_if,
    photo,
    must_hold,
    flags,
    weight,
  });
  if (!same(rules(before), rules(after))) parts.push("rules");
  return parts;
}

function itemsOf(checklist: Checklist): Map<string, { item: Item; section: string }> {
  const found = new Map<string, { item: Item; section: string }>();
  for (const section of checklist.sections)
    for (const item of section.items) found.set(item.key, { item, section: section.key });
  return found;
}

/** In the later version's order; what was removed comes last. */
export function compareChecklists(before: Checklist, after: Checklist): Change[] {
  const old = itemsOf(before);
  const now = itemsOf(after);
  const changes: Change[] = [];
  for (const [key, { item, section }] of now) {
    const earlier = old.get(key);
    if (!earlier) {
      changes.push({ key, kind: "added", after: item, parts: [], section });
      continue;
    }
    const parts = partsThatDiffer(earlier.item, item);
    const pair = { key, before: earlier.item, after: item, parts, section };
    if (parts.length > 0) changes.push({ ...pair, kind: "changed" });
    else if (earlier.section !== section) changes.push({ ...pair, kind: "moved" });
  }
  for (const [key, { item, section }] of old)
    if (!now.has(key)) changes.push({ key, kind: "removed", before: item, parts: [], section });
  return changes;
}
