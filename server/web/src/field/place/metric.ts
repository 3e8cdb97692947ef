/**
 * Metres from degrees, near one place: the server's way, so that phone and desk come to the same figure.
 *
 * Around a point the ellipsoid is taken as flat, with the two lengths of a degree that WGS 84 has at that latitude.
 * Where a target is further than a tenth of a degree north or south, the lengths half-way are used.
 */

/** Longitude first, as in GeoJSON. */
export type Spot = readonly [lon: number, lat: number];

const FLAT_DEGREES = 0.1;

interface Scale {
  lon: number;
  lat: number;
}

/** Metres in a degree at a latitude: the series for the ellipsoid, good to centimetres. */
function scaleAt(lat: number): Scale {
  const angle = (lat * Math.PI) / 180;
  return {
    lat: 111_132.954 - 559.822 * Math.cos(2 * angle) + 1.175 * Math.cos(4 * angle),
    lon: 111_412.84 * Math.cos(angle) - 93.5 * Math.cos(3 * angle) + 0.118 * Math.cos(5 * angle),
  };
}

/** The surroundings of one point, as a flat map. */
export class Plane {
  readonly #at: Spot;
  readonly #metres: Scale;

  constructor(at: Spot) {
    this.#at = at;
    this.#metres = scaleAt(at[1]);
  }

  /** Metres to a point. */
  toPoint([lon, lat]: Spot): number {
    const east = lon - this.#at[0];
    const north = lat - this.#at[1];
    const metres = Math.abs(north) > FLAT_DEGREES ? scaleAt(this.#at[1] + north / 2) : this.#metres;
    return Math.hypot(east * metres.lon, north * metres.lat);
  }

  /** Metres to the nearest point of a straight piece of line. */
  toSegment(from: Spot, to: Spot): number {
    const [startX, startY] = this.#flat(from);
    const [endX, endY] = this.#flat(to);
    const [alongX, alongY] = [endX - startX, endY - startY];
    const square = alongX * alongX + alongY * alongY;
    const foot = square > 0 ? -(startX * alongX + startY * alongY) / square : 0;
    const part = Math.min(1, Math.max(0, foot));
    return this.toPoint([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
  }

  #flat([lon, lat]: Spot): Spot {
    return [(lon - this.#at[0]) * this.#metres.lon, (lat - this.#at[1]) * this.#metres.lat];
  }
}
