import type { PointGroup } from "signature_pad";
import { expect, it } from "vitest";
import { boundsOf, rescaled, sheetFor } from "./signature-image";

function stroke(...points: [x: number, y: number][]): PointGroup {
  return {
    points: points.map(([x, y], place) => ({ x, y, pressure: 0.5, time: place * 10 })),
    penColor: "#000",
    dotSize: 0,
    minWidth: 1,
    maxWidth: 3,
    velocityFilterWeight: 0.7,
    compositeOperation: "source-over",
  };
}

it("cuts the paper to the strokes", () => {
  const bounds = boundsOf([stroke([50, 60], [300, 180]), stroke([40, 200])]);
  expect(bounds).toEqual({ left: 26, top: 46, width: 288, height: 168 });
  expect(boundsOf([])).toBeUndefined();
});

it("is at least 600 wide, and everything drawn is on it", () => {
  for (const strokes of [
    [stroke([50, 60], [300, 180])],
    [stroke([10, 10], [12, 190])],
    [stroke([5, 5])],
    [stroke([0, 0], [900, 250])],
  ]) {
    const bounds = boundsOf(strokes);
    if (!bounds) throw new Error("nothing was drawn");
    const sheet = sheetFor(bounds);
    expect(sheet.width).toBeGreaterThanOrEqual(600);
    for (const { x, y } of strokes.flatMap((each) => each.points)) {
      const [left, top] = [x * sheet.scale + sheet.x, y * sheet.scale + sheet.y];
      // With room for half the pen's width on each side.
      expect(left).toBeGreaterThan(sheet.scale * 3);
      expect(left).toBeLessThan(sheet.width - sheet.scale * 3);
      expect(top).toBeGreaterThan(sheet.scale * 3);
      expect(top).toBeLessThan(sheet.height - sheet.scale * 3);
    }
  }
});

it("follows the pad when it changes its size", () => {
  const [moved] = rescaled([stroke([100, 40], [200, 80])], 1.5);
  expect(moved?.points.map(({ x, y, time }) => [x, y, time])).toEqual([
    [150, 60, 0],
    [300, 120, 10],
  ]);
  expect(moved?.maxWidth).toBe(3);
});
