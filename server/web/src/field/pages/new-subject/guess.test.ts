import { describe, expect, it } from "vitest";
import type { SubProject, Unit } from "~/api/types";
import type { Fix, Tolerances } from "~/field/model";
import { communesOn, guessCommune, projectsOn } from "./guess";

function unit(id: string, west: number, part: Partial<Unit> = {}): Unit {
  const ring = [
    [west, 21.7],
    [west + 0.1, 21.7],
    [west + 0.1, 21.8],
    [west, 21.8],
    [west, 21.7],
  ];
  return {
    id,
    code: id,
    name: id,
    unit_type: "commune",
    boundary: { type: "Polygon", coordinates: [ring] },
    boundary_quality: "official",
    ...part,
  };
}
const tolerances: Pick<Tolerances, "commune_m"> = {
  commune_m: { approximate: 1000, "reference-map": 200, official: 50 },
};
const fix = (lon: number): Fix => ({
  lat: 21.75,
  lon,
  accuracy_m: 10,
  at: "2024-10-08T08:00:00+07:00",
  source: "browser",
});

describe("the commune of a new subject", () => {
  const west = unit("Tri Lễ", 106.4);
  const east = unit("Hữu Lễ", 106.5);
  it("is the one that the phone stands in", () => {
    expect(guessCommune([west, east], fix(106.45), tolerances)).toEqual({ commune: "Tri Lễ", by: "place" });
    expect(guessCommune([west, east], fix(106.55), tolerances)).toEqual({ commune: "Hữu Lễ", by: "place" });
  });
  it("may be one whose outline is a few steps away, and no other", () => {
    expect(guessCommune([west, east], fix(106.3998), tolerances)?.commune).toBe("Tri Lễ");
    expect(guessCommune([west, east], fix(106.39), tolerances)).toBeUndefined();
  });
  it("is the visit's only one where the place is unknown", () => {
    expect(guessCommune([west], undefined, tolerances)).toEqual({ commune: "Tri Lễ", by: "only" });
    expect(guessCommune([west, east], undefined, tolerances)).toBeUndefined();
  });
  it("is chosen among the visit's, or among those that stood on the day", () => {
    const old = unit("Bình Phúc", 106.6, { valid_to: "2025-06-30" });
    const district = unit("Văn Quan", 106.4, { unit_type: "district" });
    const names = (wanted: string[], on: string) =>
      communesOn([east, west, old, district], wanted, on).map(({ name }) => name);
    expect(names(["Tri Lễ", "Bình Phúc"], "2026-01-01")).toEqual(["Bình Phúc", "Tri Lễ"]);
    expect(names([], "2025-07-01")).toEqual(["Hữu Lễ", "Tri Lễ"]);
  });
});

describe("the sub-projects", () => {
  const project = (code: string, part: Partial<SubProject> = {}): SubProject => ({
    id: code,
    code,
    name: code,
    leaf: true,
    ...part,
  });
  const all = [
    project("DA1", { leaf: false }),
    project("DA1.1", { valid_to: "2025-12-31" }),
    project("DA2", { valid_from: "2024-07-01", valid_to: "2025-12-31" }),
  ];
  const codes = (on: string) => projectsOn(all, on).map(({ code }) => code);
  it("are the leaves that run on the day, and all leaves once none runs", () => {
    expect(codes("2024-05-01")).toEqual(["DA1.1"]);
    expect(codes("2024-10-08")).toEqual(["DA1.1", "DA2"]);
    expect(codes("2026-01-01")).toEqual(["DA1.1", "DA2"]);
  });
});
