/** What of a report is still to be written or filled. */
import type { Evaluation, EvaluationSection, Field, FieldValue } from "~/api/evaluations.types";

/** How many places of a field are still empty: one, or one for each row. */
export function emptyPlaces(field: Pick<Field, "rows">, value: FieldValue | undefined): number {
  if (!field.rows) return value === undefined || value === "" ? 1 : 0;
  const cells = typeof value === "object" ? value : {};
  return field.rows.filter((row) => cells[row.key] === undefined || cells[row.key] === "").length;
}

export interface Lacking {
  section: EvaluationSection;
  words: boolean;
  fields: Field[];
  /** Attachments whose findings changed since. */
  changed: number;
}

export function lackingIn(section: EvaluationSection): Lacking {
  return {
    section,
    words: section.words.trim() === "",
    fields: section.fields.filter((field) => field.to_fill),
    changed: section.attachments.filter((attachment) => attachment.changed.length > 0).length,
  };
}

/** How many things a section still wants from its writer. */
export function lackCount(lacking: Lacking): number {
  return lacking.fields.length + (lacking.words ? 1 : 0);
}

/** The sections that lack something, in order. */
export function lackingOf(evaluation: Pick<Evaluation, "sections">): Lacking[] {
  return evaluation.sections
    .map(lackingIn)
    .filter((lacking) => lackCount(lacking) > 0 || lacking.changed > 0);
}
