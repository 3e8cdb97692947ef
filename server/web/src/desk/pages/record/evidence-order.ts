/** In which order checks are looked at. */
import { type Check, type Figure, type OtherPhoto, VERDICTS } from "~/api/types";

/** The strongest answers first, and among the same the weightiest rule. */
export function byWeight(checks: Check[], weights: ReadonlyMap<string, number>): Check[] {
  const weight = (check: Check) => weights.get(check.rule) ?? 0;
  return [...checks].sort(
    (a, b) => VERDICTS.indexOf(a.answer) - VERDICTS.indexOf(b.answer) || weight(b) - weight(a),
  );
}

export function isReason(check: Check): boolean {
  return check.answer === "fail" || check.answer === "warn";
}

function isOther(figure: Figure): figure is Figure & { record: string; photo: string } {
  return (
    typeof figure === "object" &&
    figure !== null &&
    !Array.isArray(figure) &&
    typeof figure.photo === "string"
  );
}

/** The photos of other records that a check names. */
export function othersOf(check: Check): OtherPhoto[] {
  const { others } = check.figures;
  return Array.isArray(others) ? (others.filter(isOther) as unknown as OtherPhoto[]) : [];
}
