import { describe, expect, it } from "vitest";
import type { Subject } from "~/api/types";
import { byVillage, doneOf, filtered, nearest } from "./list";

const at = (lat: number, lon: number): NonNullable<Subject["site"]> => ({
  geometry: { type: "Point", coordinates: [lon, lat] },
  quality: "surveyed",
});
const subject = (id: string, part: Partial<Subject> = {}): Subject => ({
  id,
  name: id,
  kind: "work",
  commune: "trile",
  sub_project: "p",
  ...part,
});
const communes: Record<string, string> = { trile: "xã Tri Lễ", huule: "xã Hữu Lễ" };
const name = (id: string) => communes[id] ?? "";

const road = subject("road", { name: "Đường bê tông Bản Châu", code: "CT-06313-01", village: "Bản Châu" });
const house = subject("house", {
  name: "Nhà văn hóa thôn Nà Súng",
  village: "Nà Súng",
  site: at(21.79, 106.41),
});
const cows = subject("cows", { name: "Nuôi bò", kind: "model", commune: "huule", site: at(21.7, 106.45) });
const all = [road, house, cows];
const none = { sought: "", kind: "", open: false } as const;

describe("the list of a visit", () => {
  it("finds without tone marks, by name, code, village and commune", () => {
    const found = (sought: string) => filtered(all, { ...none, sought }, new Map(), name).map(({ id }) => id);
    expect(found("duong be tong")).toEqual(["road"]);
    expect(found("06313-01")).toEqual(["road"]);
    expect(found("na sung")).toEqual(["house"]);
    expect(found("huu le")).toEqual(["cows"]);
    expect(found("  ")).toEqual(["road", "house", "cows"]);
  });
  it("keeps a kind, and what nobody inspected; what is only begun is not inspected", () => {
    const done = new Map([
      ["road", "inspected"],
      ["house", "begun"],
    ] as const);
    const left = (part: Partial<Parameters<typeof filtered>[1]>) =>
      filtered(all, { ...none, ...part }, done, name).map(({ id }) => id);
    expect(left({ kind: "model" })).toEqual(["cows"]);
    expect(left({ open: true })).toEqual(["house", "cows"]);
  });
  it("puts the nearest first and those without a place last", () => {
    const lines = nearest(all, { lat: 21.8, lon: 106.41 });
    expect(lines.map((line) => line.subject.id)).toEqual(["house", "cows", "road"]);
    expect(Math.round((lines[0]?.distanceM ?? 0) / 10)).toBe(111);
    expect(lines[0]?.wind).toBe("s");
    expect(lines[2]).toMatchObject({ distanceM: undefined, wind: undefined });
  });
  it("groups by commune and village in the alphabet's order", () => {
    expect(byVillage(all, name).map((group) => group.name)).toEqual([
      "xã Hữu Lễ",
      "Bản Châu, xã Tri Lễ",
      "Nà Súng, xã Tri Lễ",
    ]);
  });
});

describe("what is done", () => {
  const draft = (record: string, subject: string, state: "filling" | "handed_in", visit = "v") => ({
    record,
    subject,
    state,
    visit,
  });
  it("tells inspected from begun; a returned one stays inspected while it is mended", () => {
    const done = doneOf(
      [
        draft("1", "a", "handed_in"),
        draft("2", "b", "filling"),
        draft("3", "c", "filling"),
        draft("4", "d", "handed_in", "another visit"),
        draft("5", "a", "filling"),
      ],
      [{ record: "3" }],
      "v",
    );
    expect([...done]).toEqual([
      ["a", "inspected"],
      ["b", "begun"],
      ["c", "inspected"],
    ]);
  });
});
