import { describe, expect, it } from "vitest";
import { away, cone } from "./shapes";

describe("places on a map", () => {
  it("goes north and east by metres", () => {
    const [lat, lon] = away(21.8, 106.5, 0, 111_195);
    expect(lat).toBeCloseTo(22.8, 3);
    expect(lon).toBeCloseTo(106.5, 6);
    const [same, east] = away(21.8, 106.5, 90, 1000);
    expect(same).toBeCloseTo(21.8, 6);
    expect(east - 106.5).toBeCloseTo(0.00969, 4);
  });
  it("opens a cone towards where the camera looked", () => {
    const [start, left, middle, right] = cone(21.8, 106.5, 180);
    expect(start).toEqual([21.8, 106.5]);
    for (const corner of [left, middle, right]) expect(corner?.[0]).toBeLessThan(21.8);
    expect(left?.[1]).toBeGreaterThan(right?.[1] ?? 0);
  });
});
