/** Where the phone is, held against commune outlines and planned sites. Pure: no geolocation, no store, no screen. */
export { type InCommune, insideCommune, type Outlined } from "./commune";
export { Plane, type Spot } from "./metric";
export type { Position } from "./position";
export {
  distanceToSite,
  farFromSite,
  type Nearer,
  type NearSite,
  nearerSubject,
  nearestFirst,
  type Planned,
  type Sited,
} from "./site";
