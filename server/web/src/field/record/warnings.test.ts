import { describe, expect, it } from "vitest";
import type { Subject, Unit } from "~/api/types";
import type { Tolerances } from "~/field/model";
import { checklist, draft, fix, photo } from "./sample.test-data";
import { type Scene, warnings } from "./warnings";

const tolerances: Tolerances = {
  accuracy_m: 50,
  clock_s: 300,
  commune_m: { approximate: 1000, "reference-map": 100, official: 20 },
  site_m: { guessed: 1000, documented: 300, surveyed: 100 },
};
/** Two hundredths of a degree around the fix: some two kilometres. */
const square = (lon: number, lat: number, half: number): GeoJSON.Polygon => ({
  type: "Polygon",
  coordinates: [
    [
      [lon - half, lat - half],
      [lon + half, lat - half],
      [lon + half, lat + half],
      [lon - half, lat + half],
      [lon - half, lat - half],
    ],
  ],
});
const unit: Unit = {
  id: "01900000-0000-7000-8000-000000000005",
  code: "06316",
  name: "Tràng Phái",
  unit_type: "commune",
  boundary: square(106.53, 21.86, 0.01),
  boundary_quality: "official",
};
const subject: Subject & Required<Pick<Subject, "site">> = {
  id: "01900000-0000-7000-8000-000000000003",
  kind: "work",
  name: "Đường Bản Châu",
  sub_project: "01900000-0000-7000-8000-000000000004",
  commune: unit.id,
  site: { geometry: { type: "Point", coordinates: [106.53, 21.86] }, quality: "surveyed" },
};
const visit = {
  id: "01900000-0000-7000-8000-000000000002",
  title: "Đợt 1",
  starts_on: "2024-05-14",
  ends_on: "2024-05-17",
  communes: [unit.id],
  subjects: [subject.id],
  team: [],
};
const scene: Scene = { unit, subject, visit, tolerances, clockAheadS: 2, others: [] };
const now = Date.parse("2024-05-14T09:30:00+07:00");
const away = { ...fix, lat: 21.9 };

function codes(of = draft(), at: Scene = scene, when = now) {
  return warnings(of, checklist, at, when).map(({ code, item }) => (item ? `${code} ${item}` : code));
}

describe("warnings", () => {
  it("are none where everything fits", () => {
    expect(codes(draft({ photos: [photo("a", "overview")] }))).toEqual([]);
  });

  it("say that there is no place at all, unless an item has one", () => {
    const placeless = draft();
    delete placeless.fix;
    expect(codes(placeless)).toEqual(["no_place"]);
    placeless.answers = { place: { value: { place: fix } } };
    expect(codes(placeless)).toEqual([]);
  });

  it("say by how much the place is outside and far", () => {
    const found = warnings(draft({ fix: away }), checklist, scene, now);
    expect(found.map(({ code }) => code)).toEqual(["outside_commune", "far_from_site"]);
    expect(found[0]?.args).toMatchObject({ commune: "Tràng Phái", quality: "official" });
    // 0.03 and 0.04 of a degree of latitude.
    expect(found[0]?.args.distance_m).toBeGreaterThan(3300);
    expect(found[0]?.args.distance_m).toBeLessThan(3340);
    expect(found[1]?.args.distance_m).toBeGreaterThan(4420);
    expect(found[1]?.args.distance_m).toBeLessThan(4440);
  });

  it("say of an item's place what it says, and not twice", () => {
    const of = draft({ fix: away, answers: { place: { value: { place: away } } } });
    expect(codes(of)).toEqual(["outside_commune place", "far_from_site place"]);
  });

  it("hold a place to the accuracy that its item wants", () => {
    expect(codes(draft({ fix: { ...fix, accuracy_m: 51 } }))).toEqual(["place_coarse"]);
    const of = draft({ answers: { place: { value: { place: { ...fix, accuracy_m: 30 } } } } });
    expect(warnings(of, checklist, scene, now)).toEqual([
      { code: "place_coarse", item: "place", args: { accuracy_m: 30, wanted_m: 20 } },
    ]);
  });

  it("notice the wrong subject", () => {
    const other = { ...subject, id: "x", name: "Cầu Nà Bản", site: { ...subject.site } };
    const own: Subject = {
      ...subject,
      site: { ...subject.site, geometry: { type: "Point", coordinates: [106.5305, 21.86] } },
    };
    const found = warnings(draft(), checklist, { ...scene, subject: own, others: [other] }, now);
    expect(found).toEqual([{ code: "nearer_subject", args: { distance_m: 0, name: "Cầu Nà Bản" } }]);
    // Kilometres from both, which of them is nearer says nothing.
    const far = warnings(draft({ fix: away }), checklist, { ...scene, subject: own, others: [other] }, now);
    expect(far.map(({ code }) => code)).not.toContain("nearer_subject");
  });

  it("tell photos that were taken elsewhere, by item and with the worst figure", () => {
    const nearby = { ...fix, lat: 21.865 };
    const of = draft({
      photos: [
        photo("a", "overview", { fix: away }),
        photo("b", "overview", { fix: { ...away, lat: 21.95 } }),
        photo("c", "progress", { fix: nearby }),
        photo("d", "overview"),
      ],
    });
    const found = warnings(of, checklist, scene, now);
    expect(found.map(({ code, item, args }) => [code, item, args.count])).toEqual([
      ["photo_outside", "overview", 2],
      ["photo_elsewhere", "progress", 1],
    ]);
    expect(found[0]?.args.distance_m).toBeGreaterThan(8800);
    // The whole record is far: one saying of it is enough.
    expect(codes({ ...of, fix: nearby })).toEqual(["far_from_site", "photo_outside overview"]);
  });

  it("count photos without a place, and no signatures", () => {
    const bare = photo("a", "overview");
    delete bare.fix;
    const drawn = { ...bare, sha256: "s", signed_by: { name: "Lý A" } };
    const found = warnings(draft({ photos: [bare, { ...bare, sha256: "b" }, drawn] }), checklist, scene, now);
    expect(found).toEqual([{ code: "photo_no_place", item: "overview", args: { count: 2 } }]);
  });

  it("hold the day to the visit's, both ends included", () => {
    expect(codes(draft({ capturedAt: "2024-05-17T23:59:00.000+07:00" }), scene, now + 9e8)).toEqual([]);
    expect(codes(draft({ capturedAt: "2024-05-18T00:01:00.000+07:00" }), scene, now + 9e8)).toEqual([
      "day_outside_visit",
    ]);
    expect(codes(draft({ capturedAt: "2024-05-13T10:00:00.000+07:00" }))).toEqual(["day_outside_visit"]);
  });

  it("tell a clock that is off, either way, and a record from the future", () => {
    expect(codes(draft(), { ...scene, clockAheadS: 301 })).toEqual(["clock_off"]);
    expect(codes(draft(), { ...scene, clockAheadS: -301 })).toEqual(["clock_off"]);
    expect(codes(draft(), { ...scene, clockAheadS: 299 })).toEqual([]);
    expect(codes(draft(), { ...scene, clockAheadS: undefined })).toEqual([]);
    expect(codes(draft(), scene, now - 86_400_000)).toEqual(["clock_off"]);
  });

  it("say nothing of places while the phone was never told what is tolerated", () => {
    expect(codes(draft({ fix: away }), { ...scene, tolerances: undefined })).toEqual([]);
  });
});
