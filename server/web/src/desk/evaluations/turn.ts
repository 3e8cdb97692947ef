/** Whose turn it is with an evaluation, and what they are to do. */
import type { EvaluationLine } from "~/api/evaluations.types";
import type { Person } from "~/api/types";
import type { Key } from "~/i18n";

export interface Turn {
  /** Whether it waits for whoever looks. */
  mine: boolean;
  words: Key;
}

/** Whether it is the report of the body for which the person works. */
export function isOwn(
  { unit, department }: Pick<EvaluationLine, "unit" | "department">,
  person: Pick<Person, "roles" | "department">,
): boolean {
  const there = person.roles.filter((held) => held.unit === unit);
  if (!department) return there.some((held) => held.role === "evaluator" || held.role === "commune_officer");
  // A reviewer who belongs to no department writes for any.
  const reviews = there.some((held) => held.role === "reviewer");
  return person.department === department || (reviews && person.department === undefined);
}

type Standing = Pick<EvaluationLine, "state" | "may" | "parent">;

/** `own` says that the report is that of the body for which whoever looks works. */
export function turnOf({ state, may, parent }: Standing, own: boolean): Turn {
  switch (state) {
    case "draft":
      // Who may write for all bodies still waits for each to do so.
      return own && may.includes("write")
        ? { mine: true, words: "turn.write" }
        : { mine: false, words: "turn.written" };
    case "submitted":
      if (may.includes("consolidate")) return { mine: true, words: "turn.consolidate" };
      return may.includes("sign")
        ? { mine: true, words: "turn.sign" }
        : { mine: false, words: "turn.submitted" };
    case "consolidated":
      // The level above has it; signing it is no longer what anybody waits for.
      return { mine: false, words: parent ? "turn.consolidated" : "turn.submitted" };
    case "signed":
      return { mine: false, words: "turn.signed" };
  }
}
