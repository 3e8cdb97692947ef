/** Which commune a subject on no list is probably in: where the phone stands, else where the visit goes. */
import type { SubProject, Unit } from "~/api/types";
import type { Fix, Tolerances } from "~/field/model";
import { insideCommune } from "~/field/place";

/** Whether something of limited life stood on a day. Days as YYYY-MM-DD sort as texts. */
export function standsOn(thing: { valid_from?: string; valid_to?: string }, on: string): boolean {
  return (!thing.valid_from || thing.valid_from <= on) && (!thing.valid_to || on <= thing.valid_to);
}

/** The communes that can be stated on a day: those of the visit, else all that stood then. */
export function communesOn(units: Unit[], wanted: string[], on: string): Unit[] {
  const communes = units.filter(({ unit_type }) => unit_type !== "province" && unit_type !== "district");
  const named = communes.filter(({ id }) => wanted.includes(id));
  const chosen = named.length > 0 ? named : communes.filter((unit) => standsOn(unit, on));
  return chosen.sort((one, other) => one.name.localeCompare(other.name, "vi"));
}

/**
 * The sub-projects that a record may name on a day. Where all are over, as when a programme's last year is looked at
 * afterwards, they can still be named: the server knows the days too.
 */
export function projectsOn(projects: SubProject[], on: string): SubProject[] {
  const leaves = projects.filter(({ leaf }) => leaf);
  const running = leaves.filter((project) => standsOn(project, on));
  return running.length > 0 ? running : leaves;
}

export interface CommuneGuess {
  commune: string;
  /** How it was guessed, to be said beside it. */
  by: "place" | "only";
}

/** The commune whose outline holds the place, else the one it is nearest to within what map and receiver can be wrong. */
export function guessCommune(
  communes: Unit[],
  fix: Fix | undefined,
  tolerances: Pick<Tolerances, "commune_m"> | undefined,
): CommuneGuess | undefined {
  if (fix && tolerances) {
    const held = communes
      .map((unit) => ({ unit, at: insideCommune(fix, unit, tolerances) }))
      .filter(({ at }) => at.answer === "inside" || at.answer === "near")
      .sort((one, other) => (one.at.distanceM ?? 0) - (other.at.distanceM ?? 0));
    if (held[0]) return { commune: held[0].unit.id, by: "place" };
  }
  const [only, ...others] = communes;
  return only && others.length === 0 ? { commune: only.id, by: "only" } : undefined;
}
