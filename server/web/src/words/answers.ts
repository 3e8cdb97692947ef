/** Answers in words, by the checklist's own labels. */
import type { Item, Value } from "~/api/types";
import { said, t } from "~/i18n";
import { day } from "./dates";
import { coordinates, metres, number } from "./numbers";

function choiceLabel(item: Item | undefined, value: string): string {
  const type = item?.answer;
  if (type?.type !== "choice" && type?.type !== "multiple_choice") return value;
  return said(type.choices.find((choice) => choice.value === value)?.label) || value;
}

/** As it was entered: a number keeps every figure that it has. */
export function valueWords(value: Value, item: Item | undefined): string {
  if ("outcome" in value) return t(`outcome.${value.outcome}`);
  if ("number" in value) {
    const unit = item?.answer.type === "number" ? said(item.answer.unit.label) : "";
    return `${number(value.number, 20)} ${unit}`.trim();
  }
  if ("choice" in value) return choiceLabel(item, value.choice);
  if ("choices" in value) return value.choices.map((choice) => choiceLabel(item, choice)).join("; ");
  if ("text" in value) return value.text;
  if ("date" in value) return day(value.date);
  const { lat, lon, accuracy_m } = value.place;
  return `${coordinates(lat, lon)} (${t("map.accuracy", { m: metres(accuracy_m) })})`;
}
