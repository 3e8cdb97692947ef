/** What was filled into a field, in words. */
import type { Field, FieldValue, Single } from "~/api/evaluations.types";
import { language, said, t } from "~/i18n";
import { day } from "~/words/dates";
import { writeNumber } from "~/words/typed-number";

export const decimalMark = () => (language() === "en" ? "." : ",");

export function singleWords(field: Pick<Field, "kind">, value: Single | undefined): string {
  if (value === undefined || value === "") return "";
  if (typeof value === "number") return writeNumber(value, decimalMark());
  return field.kind === "date" ? day(value) : value;
}

/** With its unit; rows one after the other. */
export function fieldWords(field: Field, value: FieldValue | undefined): string {
  const unit = field.unit ? ` ${said(field.unit.label)}` : "";
  if (value === undefined || value === "") return t("evaluation.not_filled");
  if (typeof value !== "object") return singleWords(field, value) + unit;
  const rows = (field.rows ?? []).filter((row) => value[row.key] !== undefined);
  if (rows.length === 0) return t("evaluation.not_filled");
  return rows.map((row) => `${row.key}: ${singleWords(field, value[row.key])}${unit}`).join("; ");
}
