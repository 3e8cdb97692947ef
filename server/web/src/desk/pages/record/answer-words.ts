/** Answers in words, by the checklist's own labels. */
import type { AnswerBody, Checklist, Item, Section, Snapshot, Value } from "~/api/types";
import { said, t } from "~/i18n";
import { day } from "~/words/dates";
import { coordinates, metres, number } from "~/words/numbers";

function choiceLabel(item: Item | undefined, value: string): string {
  const type = item?.answer;
  if (type?.type !== "choice" && type?.type !== "multiple_choice") return value;
  return said(type.choices.find((choice) => choice.value === value)?.label) || value;
}

export function valueWords(value: Value, item: Item | undefined): string {
  if ("outcome" in value) return t(`outcome.${value.outcome}`);
  if ("number" in value) {
    const unit = item?.answer.type === "number" ? said(item.answer.unit.label) : "";
    return `${number(value.number, 6)} ${unit}`.trim();
  }
  if ("choice" in value) return choiceLabel(item, value.choice);
  if ("choices" in value) return value.choices.map((choice) => choiceLabel(item, choice)).join("; ");
  if ("text" in value) return value.text;
  if ("date" in value) return day(value.date);
  const { lat, lon, accuracy_m } = value.place;
  return `${coordinates(lat, lon)} (${t("map.accuracy", { m: metres(accuracy_m) })})`;
}

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
