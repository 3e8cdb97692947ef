/** Answers in words, by the checklist's own labels. */
import type { AnswerBody, Checklist, Item, Section, Snapshot } from "~/api/types";
import { said, t } from "~/i18n";
import { valueWords } from "~/words/answers";

export function answerWords(answer: AnswerBody | undefined, item: Item | undefined): string {
  return answer ? valueWords(answer.value, item) : t("record.unanswered");
}

/** An item's name, or its key where the checklist does not have it. */
export function itemName(checklist: Checklist | undefined, key: string | undefined): string {
  return said(itemOf(checklist, key)?.question) || (key ?? "");
}

export function itemOf(checklist: Checklist | undefined, key: string | undefined): Item | undefined {
  for (const section of checklist?.sections ?? []) {
    const found = section.items.find((item) => item.key === key);
    if (found) return found;
  }
  return undefined;
}

/** What was asked and what a person filled, in the checklist's order. Items that nobody answered and that need none
 * are left out: which of them were shown depends on rules that the phone has already applied. */
export function filledSections(
  checklist: Checklist,
  snapshot: Snapshot,
): { section: Section; items: Item[] }[] {
  const photographed = new Set((snapshot.photos ?? []).map((photo) => photo.item));
  return checklist.sections
    .map((section) => ({
      section,
      items: section.items.filter((item) => snapshot.answers[item.key] || photographed.has(item.key)),
    }))
    .filter(({ items }) => items.length > 0);
}

/** The item that a problem's JSON Pointer names: `/answers/work_phase`, `/photos/item/work_photo`. */
export function itemOfPath(path: string): string | undefined {
  return path.split("/").filter(Boolean)[1];
}
