/** Which way a planned place lies, in words that need no compass: `đông bắc`. */

import type { Position } from "~/field/place";
import { Plane, type Spot } from "~/field/place";

export const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Wind = (typeof WINDS)[number];

function* spotsOf(coordinates: unknown): Generator<Spot> {
  if (!Array.isArray(coordinates)) return;
  const [lon, lat] = coordinates;
  if (typeof lon === "number" && typeof lat === "number") yield [lon, lat];
  else for (const inner of coordinates) yield* spotsOf(inner);
}

/** The way to the nearest corner of a geometry; nothing where there is none or one stands on it. */
export function windTo(position: Position, geometry: unknown): Wind | undefined {
  const here: Spot = [position.lon, position.lat];
  const plane = new Plane(here);
  let best: Spot | undefined;
  for (const spot of spotsOf((geometry as { coordinates?: unknown } | undefined)?.coordinates))
    if (!best || plane.toPoint(spot) < plane.toPoint(best)) best = spot;
  if (!best || plane.toPoint(best) < 1) return undefined;
  const east = plane.toPoint([best[0], here[1]]) * Math.sign(best[0] - here[0]);
  const north = plane.toPoint([here[0], best[1]]) * Math.sign(best[1] - here[1]);
  const eighths = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return WINDS[(eighths + WINDS.length) % WINDS.length];
}
