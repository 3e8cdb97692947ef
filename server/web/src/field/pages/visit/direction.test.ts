import { describe, expect, it } from "vitest";
import { windTo } from "./direction";

const HERE = { lat: 21.85, lon: 106.52 };
const point = (dLat: number, dLon: number) => ({
  type: "Point",
  coordinates: [HERE.lon + dLon, HERE.lat + dLat],
});

describe("which way", () => {
  it("names the eight winds", () => {
    const seen = (
      [
        [0.01, 0],
        [0.01, 0.0107],
        [0, 0.01],
        [-0.01, 0.0107],
        [-0.01, 0],
        [-0.01, -0.0107],
        [0, -0.01],
        [0.01, -0.0107],
      ] as const
    ).map(([lat, lon]) => windTo(HERE, point(lat, lon)));
    expect(seen).toEqual(["n", "ne", "e", "se", "s", "sw", "w", "nw"]);
  });
  it("counts metres and not degrees, which are shorter to the east", () => {
    // Two and a half times as far north as east in metres: north-north-east is nearer to north only just.
    expect(windTo(HERE, point(0.01, 0.0043))).toBe("n");
    expect(windTo(HERE, point(0.01, 0.0047))).toBe("ne");
  });
  it("takes the nearest corner of a road", () => {
    const road = {
      type: "LineString",
      coordinates: [
        [HERE.lon + 1, HERE.lat],
        [HERE.lon, HERE.lat - 0.01],
      ],
    };
    expect(windTo(HERE, road)).toBe("s");
  });
  it("has no way to where one stands, nor to nowhere", () => {
    expect(windTo(HERE, point(0, 0))).toBeUndefined();
    expect(windTo(HERE, undefined)).toBeUndefined();
    expect(windTo(HERE, { type: "Polygon", coordinates: [] })).toBeUndefined();
  });
});
