/**
 * How far a point is from what a GeoJSON geometry draws: nought metres inside an area or on its rim; for a line or
 * a rim, to the nearest point of it, because a road is inspected anywhere along it.
 */
import { Plane, type Spot } from "./metric";

/** Spots, lines and areas, whatever the geometry was called. An area's first ring is its outer one. */
export interface Ground {
  spots: Spot[];
  lines: Spot[][];
  areas: Spot[][][];
}

/** Reads a geometry; nothing where it is none, since what cannot be read is no reason to warn. */
export function readGround(geometry: unknown): Ground | undefined {
  if (typeof geometry !== "object" || geometry === null) return undefined;
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  const ground: Ground = { spots: [], lines: [], areas: [] };
  const depth = DEPTHS[String(type)];
  if (depth === undefined || !isNested(coordinates, depth)) return undefined;
  switch (type) {
    case "Point":
      ground.spots = [coordinates as never];
      break;
    case "MultiPoint":
      ground.spots = coordinates as never;
      break;
    case "LineString":
      ground.lines = [coordinates as never];
      break;
    case "MultiLineString":
      ground.lines = coordinates as never;
      break;
    case "Polygon":
      ground.areas = [coordinates as never];
      break;
    default:
      ground.areas = coordinates as never;
  }
  const drawn = ground.lines.every((line) => line.length >= 2);
  const closed = ground.areas.flat().every((ring) => ring.length >= 4);
  return drawn && closed ? ground : undefined;
}

/** How many lists stand around a position. */
const DEPTHS: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

function isNested(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (depth > 0) return value.every((inner) => isNested(inner, depth - 1));
  const [lon, lat] = value;
  return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/** Metres from a point to the ground; nought where an area holds it. */
export function distanceTo(at: Spot, ground: Ground): number {
  if (contains(at, ground)) return 0;
  const plane = new Plane(at);
  let best = Number.POSITIVE_INFINITY;
  for (const spot of ground.spots) best = Math.min(best, plane.toPoint(spot));
  for (const line of [...ground.lines, ...ground.areas.flat()])
    for (const [from, to] of pairs(line)) best = Math.min(best, plane.toSegment(from, to));
  return best;
}

/**
 * Whether an area holds the point, its rim included. How often the rims wind around the point is counted over all
 * parts, each ring turned so that the inside is on its left: parts may overlap, and a hole takes away what it is in.
 */
export function contains(at: Spot, ground: Ground): boolean {
  let winds = 0;
  for (const rings of ground.areas)
    for (const [place, ring] of rings.entries()) {
      const turn = signedArea(ring) > 0 === (place === 0) ? 1 : -1;
      for (const [from, to] of pairs(ring)) {
        const crossed = crossing(at, from, to);
        if (crossed === "on") return true;
        winds += turn * crossed;
      }
    }
  return winds !== 0;
}

/** How a line from the point to the east crosses an edge: northward, southward, not at all; or the point is on it. */
function crossing([x, y]: Spot, from: Spot, to: Spot): 1 | 0 | -1 | "on" {
  const [south, north] = from[1] < to[1] ? [from[1], to[1]] : [to[1], from[1]];
  if (y < south || y > north || x > Math.max(from[0], to[0])) return 0;
  // Taken from the point, so that a corner of the ring gives exactly nought.
  const side = (from[0] - x) * (to[1] - y) - (from[1] - y) * (to[0] - x);
  if (side === 0 && x >= Math.min(from[0], to[0])) return "on";
  // The northern end belongs to the next edge, or a line through a corner would cross twice.
  if (y === north) return 0;
  const northward = from[1] < to[1];
  return northward === side > 0 && side !== 0 ? (northward ? 1 : -1) : 0;
}

/** Twice the area in square degrees, positive where the inside is on the left. */
function signedArea(ring: Spot[]): number {
  const [origin] = ring;
  let area = 0;
  for (const [from, to] of pairs(ring))
    if (origin)
      area += (from[0] - origin[0]) * (to[1] - origin[1]) - (from[1] - origin[1]) * (to[0] - origin[0]);
  return area;
}

function* pairs(line: Spot[]): Generator<[Spot, Spot]> {
  let before: Spot | undefined;
  for (const spot of line) {
    if (before) yield [before, spot];
    before = spot;
  }
}
