/** What of a fix counts when it is held against a map. */
import type { Fix } from "../model";
import type { Spot } from "./metric";

export type Position = Pick<Fix, "lat" | "lon"> & { accuracy_m?: number };

/** The fix as a point; nothing where it cannot be one. 0, 0 is what a device writes when it has no position. */
export function spotOf(position: Position | undefined): Spot | undefined {
  if (!position) return undefined;
  const { lat, lon } = position;
  const placed = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0);
  return placed ? [lon, lat] : undefined;
}

/** Metres that the fix may be off by its own word; nought where it does not say, as the desk counts it. */
export function accuracyOf(position: Position): number {
  const stated = position.accuracy_m;
  return stated !== undefined && Number.isFinite(stated) && stated >= 0 ? stated : 0;
}
