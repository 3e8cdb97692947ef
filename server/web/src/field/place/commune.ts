/**
 * Is the phone in the commune that the record will name? The desk asks the same later (`place.commune`); here it is
 * asked while the team can still do something about it.
 */
import type { components } from "~/api/schema";
import { dayOf } from "~/protocol/time";
import type { Fix, Tolerances } from "../model";
import { distanceTo, readGround } from "./geometry";
import { accuracyOf, spotOf } from "./position";

type Unit = components["schemas"]["Unit"];

/** What counts of a commune. Its outline is GeoJSON, and is read as what came over the wire. */
export type Outlined = Pick<Unit, "boundary_quality" | "valid_from" | "valid_to"> & { boundary?: unknown };

export type InCommune =
  | {
      /** Inside the outline; outside by no more than map and receiver can be wrong; or further. */
      answer: "inside" | "near" | "outside";
      /** Metres outside of the outline, before anything is allowed for; 0 inside. */
      distanceM: number;
      quality: NonNullable<Unit["boundary_quality"]>;
    }
  | { answer: "unknown"; distanceM?: undefined; quality?: undefined };

/**
 * Unknown without a fix, without an outline, or where the outline is of other days than the inspection's: communes
 * were merged in 2024 and 2025, and an outline says nothing about a day on which it did not stand.
 */
export function insideCommune(
  fix: Fix | undefined,
  unit: Outlined | undefined,
  tolerances: Pick<Tolerances, "commune_m">,
  on: string | undefined = fix && dayOf(fix.at),
): InCommune {
  const at = spotOf(fix);
  const quality = unit?.boundary_quality;
  const ground = quality && readGround(unit.boundary);
  if (!fix || !at || !unit || !quality || !ground || ground.areas.length === 0) return { answer: "unknown" };
  if (on && !stands(unit, on)) return { answer: "unknown" };
  const distanceM = distanceTo(at, ground);
  const allowed = tolerances.commune_m[quality] + accuracyOf(fix);
  const answer = distanceM === 0 ? "inside" : distanceM <= allowed ? "near" : "outside";
  return { answer, distanceM, quality };
}

function stands({ valid_from, valid_to }: Outlined, on: string): boolean {
  // Days as YYYY-MM-DD sort as texts.
  return (!valid_from || valid_from <= on) && (!valid_to || on <= valid_to);
}
