/**
 * Is the phone where the subject is planned to be? The desk asks the same later (`place.site`), also whether another
 * subject is nearer, which on site mostly means that the wrong one was opened.
 */
import type { components } from "~/api/schema";
import type { Fix, Tolerances } from "../model";
import { distanceTo, readGround } from "./geometry";
import { accuracyOf, type Position, spotOf } from "./position";

type Subject = components["schemas"]["Subject"];

/** What counts of a planned place. Its geometry is GeoJSON, and is read as what came over the wire. */
export interface Planned {
  geometry: unknown;
  quality: components["schemas"]["SiteQuality"];
}

export type NearSite =
  | {
      /** Within the site's extent and the receiver's error, or further. */
      answer: "near" | "far";
      /** Metres to the site, before anything is allowed for; 0 inside an area. */
      distanceM: number;
      /** How well the site is known: being near one that nobody surveyed proves nothing. */
      quality: Planned["quality"];
    }
  | { answer: "unknown"; distanceM?: undefined; quality?: undefined };

/** What counts of a subject. */
export type Sited = Pick<Subject, "id" | "commune"> & { site?: Planned };

/** Metres from a position to a planned place; nothing where either cannot be read. */
export function distanceToSite(position: Position | undefined, geometry: unknown): number | undefined {
  const at = spotOf(position);
  const ground = readGround(geometry);
  return at && ground ? distanceTo(at, ground) : undefined;
}

export function farFromSite(
  fix: Fix | undefined,
  site: Planned | undefined,
  tolerances: Pick<Tolerances, "site_m">,
): NearSite {
  const distanceM = site && distanceToSite(fix, site.geometry);
  if (!fix || !site || distanceM === undefined) return { answer: "unknown" };
  const allowed = tolerances.site_m[site.quality] + accuracyOf(fix);
  return { answer: distanceM <= allowed ? "near" : "far", distanceM, quality: site.quality };
}

export interface Nearer<S> {
  subject: S;
  distanceM: number;
  /** Nearer by more than the receiver can be wrong: the desk will ask why. Else it is only worth telling. */
  clearly: boolean;
}

/** The subject of the same commune whose site is nearest, where it is nearer than the own one's. */
export function nearerSubject<S extends Sited>(
  fix: Fix | undefined,
  own: Sited,
  subjects: readonly S[],
): Nearer<S> | undefined {
  const ownM = own.site && distanceToSite(fix, own.site.geometry);
  if (!fix || ownM === undefined) return undefined;
  const others = subjects.filter((subject) => subject.id !== own.id && subject.commune === own.commune);
  const [first] = nearestFirst(others, fix);
  if (first?.distanceM === undefined || first.distanceM >= ownM) return undefined;
  const clearly = ownM - first.distanceM > accuracyOf(fix);
  return { subject: first.subject, distanceM: first.distanceM, clearly };
}

/** Subjects by distance. Those without a site come last, in the order in which they came, as all do without a fix. */
export function nearestFirst<S extends Pick<Sited, "site">>(
  subjects: readonly S[],
  position: Position | undefined,
): { subject: S; distanceM: number | undefined }[] {
  const far = Number.POSITIVE_INFINITY;
  return subjects
    .map((subject) => ({ subject, distanceM: distanceToSite(position, subject.site?.geometry) }))
    .sort((one, other) => {
      const [near, next] = [one.distanceM ?? far, other.distanceM ?? far];
      // Not a difference: infinity less infinity is no number.
      return near === next ? 0 : near < next ? -1 : 1;
    });
}
