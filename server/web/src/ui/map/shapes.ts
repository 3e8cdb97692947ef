/** What a map can be asked to draw. The map's code itself travels only where one is shown. */

/** How a thing is drawn: its meaning decides, not the page. */
export type Look =
  | "boundary"
  | "area"
  | "site"
  | "fix"
  | "photo"
  | "photo_fix"
  | "place"
  | "subject"
  | "chosen";

export interface Shape {
  id: string;
  look: Look;
  geometry: GeoJSON.Geometry;
  /** Told at the pointer; plain text. */
  label: string;
  /** A circle of so many metres around a point: within it the device believed itself to be. */
  accuracyM?: number | undefined;
  /** Where a camera looked, in degrees clockwise from north. */
  directionDeg?: number | undefined;
  /** For areas: the colour that their figure has. */
  fill?: string | undefined;
  onPick?: (() => void) | undefined;
}

export const COLOURS: Record<Look, { line: string; fill: string }> = {
  boundary: { line: "#0f5238", fill: "#0f5238" },
  area: { line: "#ffffff", fill: "#8b948d" },
  site: { line: "#7a4b00", fill: "#f2c14e" },
  fix: { line: "#123a6b", fill: "#2f7bd6" },
  photo: { line: "#7a1610", fill: "#e0574c" },
  photo_fix: { line: "#6b4a8a", fill: "#b48fd6" },
  place: { line: "#0a3d29", fill: "#3fa978" },
  subject: { line: "#0a3d29", fill: "#3fa978" },
  chosen: { line: "#000000", fill: "#f2c14e" },
};

export function point(lat: number, lon: number): GeoJSON.Point {
  return { type: "Point", coordinates: [lon, lat] };
}

const EARTH_M = 6_371_000;

/** The place so many metres from another, in a direction. */
export function away(lat: number, lon: number, bearingDeg: number, metres: number): [number, number] {
  const turn = (bearingDeg * Math.PI) / 180;
  const north = (metres * Math.cos(turn)) / EARTH_M;
  const east = (metres * Math.sin(turn)) / (EARTH_M * Math.cos((lat * Math.PI) / 180));
  return [lat + (north * 180) / Math.PI, lon + (east * 180) / Math.PI];
}

/** A camera's field of view on the ground, from where it stood. */
export function cone(lat: number, lon: number, directionDeg: number, metres = 45): [number, number][] {
  const half = 28;
  return [
    [lat, lon],
    away(lat, lon, directionDeg - half, metres),
    away(lat, lon, directionDeg, metres * 1.12),
    away(lat, lon, directionDeg + half, metres),
  ];
}
