import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Fix, Tolerances } from "../model";
import { distanceToSite, farFromSite, insideCommune, nearerSubject, nearestFirst, Plane, type Spot } from ".";
import { contains, distanceTo, readGround } from "./geometry";

const TOLERANCES: Pick<Tolerances, "commune_m" | "site_m"> = {
  commune_m: { approximate: 1000, "reference-map": 50, official: 10 },
  site_m: { guessed: 2000, documented: 500, surveyed: 100 },
};

/** The communes of the sample data, which lies beside the repository. */
function communes(file: string) {
  const shared = process.env.THUCDIA_SHARED ?? resolve(import.meta.dirname, "../../../../../../shared");
  const layer = JSON.parse(readFileSync(resolve(shared, "data", `${file}.geojson`), "utf8")) as {
    features: { properties: Record<string, string | null>; geometry: GeoJSON.Polygon }[];
  };
  return layer.features.map(({ properties, geometry }) => {
    const ground = readGround(geometry);
    if (!ground) throw new Error(`${properties.name} has no outline`);
    return {
      name: properties.name,
      ground,
      unit: {
        boundary: geometry as unknown as Record<string, unknown>,
        boundary_quality: properties.geometry_quality as "approximate" | "reference-map",
        ...(properties.valid_from && { valid_from: properties.valid_from }),
        ...(properties.valid_to && { valid_to: properties.valid_to }),
      },
    };
  });
}

function fix(lon: number, lat: number, accuracy_m = 0, at = "2024-05-14T09:15:00.000+07:00"): Fix {
  return { lat, lon, accuracy_m, at, source: "browser" };
}

/** Metres along the ellipsoid by Vincenty's inverse formula: another way to the same figure. */
function geodesic([lon1, lat1]: Spot, [lon2, lat2]: Spot): number {
  const [a, f, rad] = [6_378_137, 1 / 298.257_223_563, Math.PI / 180];
  const b = a * (1 - f);
  const [u1, u2] = [Math.atan((1 - f) * Math.tan(lat1 * rad)), Math.atan((1 - f) * Math.tan(lat2 * rad))];
  const span = (lon2 - lon1) * rad;
  let lambda = span;
  for (let round = 0; round < 100; round++) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const cos2 = 1 - sinAlpha ** 2;
    const mid = cos2 === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2;
    const c = (f / 16) * cos2 * (4 + f * (4 - 3 * cos2));
    const next =
      span + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (mid + c * cosSigma * (2 * mid ** 2 - 1)));
    if (Math.abs(next - lambda) > 1e-12) {
      lambda = next;
      continue;
    }
    const k = cos2 * (a ** 2 / b ** 2 - 1);
    const big = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
    const small = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
    const inner =
      cosSigma * (2 * mid ** 2 - 1) - (small / 6) * mid * (4 * sinSigma ** 2 - 3) * (4 * mid ** 2 - 3);
    return b * big * (sigma - small * sinSigma * (mid + (small / 4) * inner));
  }
  throw new Error("no distance found");
}

/** Numbers from 0 to 1 that are the same at every run. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("metres", () => {
  it("stay within a tenth of a percent of the geodesic, up to the length of the province", () => {
    const next = numbers(7);
    for (let round = 0; round < 500; round++) {
      const from: Spot = [101 + 17 * next(), 7 + 17 * next()];
      const to: Spot = [from[0] + 3.6 * next() - 1.8, from[1] + 3.6 * next() - 1.8];
      const truth = geodesic(from, to);
      expect(Math.abs(new Plane(from).toPoint(to) - truth)).toBeLessThanOrEqual(truth / 1000 + 0.001);
    }
  });
});

describe("the outlines of Văn Quan", () => {
  const layers = ["van-quan-communes", "van-quan-communes-2024-12", "van-quan-communes-2025"].map(communes);

  it("hold every point of the district once, and each its own corners", () => {
    const next = numbers(11);
    for (const layer of layers) {
      const corners = layer.flatMap(({ ground }) => ground.areas.flat(2));
      const [lons, lats] = [corners.map((at) => at[0]), corners.map((at) => at[1])];
      const [west, south] = [Math.min(...lons), Math.min(...lats)];
      const [width, height] = [Math.max(...lons) - west, Math.max(...lats) - south];
      let held = 0;
      for (let round = 0; round < 600; round++) {
        const at: Spot = [west + width * next(), south + height * next()];
        const holders = layer.filter(({ ground }) => contains(at, ground));
        // Between neighbours there is neither a gap nor an overlap; beyond the outer line there is nobody.
        expect(holders.length).toBeLessThanOrEqual(1);
        held += holders.length;
      }
      expect(held).toBeGreaterThan(240);
      for (const { ground } of layer)
        for (const corner of ground.areas.flat(2).filter((_, place) => place % 41 === 0)) {
          expect(distanceTo(corner, ground)).toBe(0);
          expect(layer.some((other) => contains(corner, other.ground))).toBe(true);
        }
    }
  });

  it("are as far as the nearest of many points along them", () => {
    const [first, , third] = layers[0] ?? [];
    if (!first || !third) throw new Error("the layer is empty");
    const [at] = third.ground.areas.flat(2).filter((corner) => !contains(corner, first.ground));
    if (!at) throw new Error("the communes are the same");
    let best = Number.POSITIVE_INFINITY;
    const ring = first.ground.areas.flat(2);
    for (const [place, from] of ring.entries()) {
      const to = ring[place + 1];
      for (let part = 0; to && part < 50; part++) {
        const along = part / 50;
        best = Math.min(
          best,
          geodesic(at, [from[0] + along * (to[0] - from[0]), from[1] + along * (to[1] - from[1])]),
        );
      }
    }
    expect(Math.abs(distanceTo(at, first.ground) - best)).toBeLessThan(best / 500);
  });

  it("warn as the desk does: beyond what the outline and the receiver can be wrong", () => {
    const khanhKhe = layers[0]?.find(({ name }) => name === "Khánh Khê");
    if (!khanhKhe) throw new Error("Khánh Khê is missing");
    const north = khanhKhe.ground.areas.flat(2).reduce((one, other) => (other[1] > one[1] ? other : one));
    const ask = (metresNorth: number, accuracy: number, quality?: "official") =>
      insideCommune(
        fix(north[0], north[1] + metresNorth / 110_700, accuracy),
        { ...khanhKhe.unit, ...(quality && { boundary_quality: quality }) },
        TOLERANCES,
      );
    expect(ask(0, 8)).toEqual({ answer: "inside", distanceM: 0, quality: "approximate" });
    expect(ask(990, 0).answer).toBe("near");
    expect(ask(1100, 0).answer).toBe("outside");
    expect(ask(1100, 0).distanceM).toBeCloseTo(1100, -1);
    // The same place by a receiver that may be off by as much as is missing.
    expect(ask(1100, 150).answer).toBe("near");
    expect(ask(60, 5, "official").answer).toBe("outside");
    expect(ask(12, 5, "official").answer).toBe("near");
    // An accuracy that is none allows for nothing, as at the desk.
    expect(ask(1100, Number.NaN).answer).toBe("outside");
    expect(ask(1100, -500).answer).toBe("outside");
  });

  it("say nothing of days on which they did not stand", () => {
    const [before] = layers[0] ?? [];
    const inside = before?.ground.areas.flat(2)[0];
    if (!before || !inside) throw new Error("the layer is empty");
    const merged = fix(...inside, 5, "2025-07-01T00:30:00.000+07:00");
    expect(insideCommune(merged, before.unit, TOLERANCES).answer).toBe("unknown");
    expect(insideCommune(merged, before.unit, TOLERANCES, "2025-06-30").answer).toBe("inside");
  });
});

describe("an area", () => {
  const block = (west: number, south: number, size: number): Spot[] => [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ];

  it("does not hold what its hole holds, whichever way the rings run", () => {
    for (const turned of [false, true]) {
      const hole = block(106.52, 21.82, 0.02);
      const area = {
        type: "Polygon",
        coordinates: [block(106.5, 21.8, 0.1), turned ? hole.reverse() : hole],
      };
      expect(distanceToSite({ lat: 21.81, lon: 106.51 }, area)).toBe(0);
      expect(distanceToSite({ lat: 21.82, lon: 106.53 }, area)).toBe(0);
      // A hundredth of a degree of longitude is 1,034 m there, of latitude 1,107 m.
      expect(distanceToSite({ lat: 21.83, lon: 106.53 }, area)).toBeCloseTo(1034, -1);
    }
  });

  it("may have parts, which may overlap", () => {
    const parts = [[block(106.5, 21.8, 0.02)], [block(106.51, 21.81, 0.02)], [block(106.6, 21.8, 0.01)]];
    const areas = { type: "MultiPolygon", coordinates: parts };
    for (const [lon, lat] of [
      [106.505, 21.805],
      [106.515, 21.815],
      [106.605, 21.805],
    ] as const)
      expect(distanceToSite({ lat, lon }, areas)).toBe(0);
    expect(distanceToSite({ lat: 21.805, lon: 106.595 }, areas)).toBeCloseTo(517, -1);
  });
});

describe("a site", () => {
  const road = {
    type: "LineString",
    coordinates: [
      [106.5, 21.8],
      [106.6, 21.8],
    ],
  };
  const spot = (lon: number, quality: "guessed" | "documented" | "surveyed") => ({
    geometry: { type: "Point", coordinates: [lon, 21.85, 312] },
    quality,
  });

  it("is near anywhere along a road, and beyond its end to its end", () => {
    expect(distanceToSite({ lat: 21.801, lon: 106.55 }, road)).toBeCloseTo(110.7, 0);
    expect(distanceToSite({ lat: 21.8, lon: 106.61 }, road)).toBeCloseTo(1034, -1);
    const several = {
      type: "MultiLineString",
      coordinates: [
        road.coordinates,
        [
          [106.7, 21.8],
          [106.8, 21.8],
        ],
      ],
    };
    expect(distanceToSite({ lat: 21.801, lon: 106.75 }, several)).toBeCloseTo(110.7, 0);
  });

  it("is far beyond its extent and the receiver's error, by its own quality", () => {
    // 0.0015 degrees of longitude are 155 m.
    const here = fix(106.5515, 21.85, 10);
    expect(farFromSite(here, spot(106.55, "surveyed"), TOLERANCES)).toMatchObject({
      answer: "far",
      quality: "surveyed",
    });
    expect(farFromSite(here, spot(106.55, "documented"), TOLERANCES).answer).toBe("near");
    expect(farFromSite({ ...here, accuracy_m: 60 }, spot(106.55, "surveyed"), TOLERANCES).answer).toBe(
      "near",
    );
    expect(farFromSite(fix(106.6, 21.85, 10), spot(106.55, "guessed"), TOLERANCES).answer).toBe("far");
    expect(farFromSite(here, spot(106.55, "surveyed"), TOLERANCES).distanceM).toBeCloseTo(155, 0);
  });

  it("is unknown without a fix, a site or a geometry that can be read", () => {
    const here = fix(106.55, 21.85, 5);
    expect(farFromSite(undefined, spot(106.55, "surveyed"), TOLERANCES).answer).toBe("unknown");
    expect(farFromSite(here, undefined, TOLERANCES).answer).toBe("unknown");
    expect(farFromSite({ ...here, lat: 0, lon: 0 }, spot(106.55, "surveyed"), TOLERANCES).answer).toBe(
      "unknown",
    );
    for (const geometry of [
      {},
      { type: "Point", coordinates: [106.5] },
      { type: "Point", coordinates: [106.5, Number.NaN] },
      { type: "LineString", coordinates: [[106.5, 21.8]] },
      { type: "Polygon", coordinates: [[[106.5, 21.8]]] },
      { type: "Polygon", coordinates: [] },
      { type: "Circle", coordinates: [106.5, 21.8] },
    ])
      expect(farFromSite(here, { geometry, quality: "surveyed" }, TOLERANCES).answer).toBe("unknown");
  });

  const subject = (id: string, lon?: number, commune = "xa") => ({
    id,
    commune,
    ...(lon !== undefined && { site: spot(lon, "surveyed") }),
  });

  it("sorts subjects nearest first; those without one keep their order at the end", () => {
    const all = [subject("a"), subject("far", 106.7), subject("b"), subject("near", 106.56)];
    const sorted = nearestFirst(all, fix(106.55, 21.85));
    expect(sorted.map((one) => one.subject.id)).toEqual(["near", "far", "a", "b"]);
    expect(sorted[0]?.distanceM).toBeCloseTo(1034, -1);
    expect(sorted[2]?.distanceM).toBeUndefined();
    expect(nearestFirst(all, undefined).map((one) => one.subject.id)).toEqual(["a", "far", "b", "near"]);
  });

  it("tells of another subject of the commune that is nearer, and whether the receiver can tell them apart", () => {
    const own = subject("own", 106.55);
    const others = [own, subject("next", 106.551), subject("abroad", 106.5509, "khác")];
    const asked = (accuracy: number) => nearerSubject(fix(106.5509, 21.85, accuracy), own, others);
    expect(asked(5)).toMatchObject({ subject: { id: "next" }, clearly: true });
    expect(asked(120)).toMatchObject({ subject: { id: "next" }, clearly: false });
    expect(nearerSubject(fix(106.5501, 21.85, 5), own, others)).toBeUndefined();
    expect(nearerSubject(fix(106.5509, 21.85, 5), subject("bare"), others)).toBeUndefined();
  });
});
