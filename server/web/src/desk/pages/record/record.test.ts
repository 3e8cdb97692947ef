import { describe, expect, it } from "vitest";
import type { Checklist, Item, Snapshot } from "~/api/types";
import { valueWords } from "~/words/answers";
import { filledSections, itemOfPath } from "./answer-words";
import { differences } from "./differences";
import { byWeight } from "./evidence-order";
import { evidencePhotos, signaturesOf } from "./photos";

const snapshot = (answers: Snapshot["answers"], photos: string[] = []): Snapshot => ({
  record: "r",
  revision: "v",
  checklist: { id: "work", version: 1 },
  sub_project: "p",
  commune: "c",
  captured_at: "2024-05-14T08:49:00+07:00",
  answers,
  photos: photos.map((sha256) => ({
    sha256,
    bytes: 1,
    media_type: "image/jpeg",
    taken_at: "2024-05-14T08:49:00Z",
  })),
});

const price: Item = {
  key: "price",
  question: { vi: "Giá trị hợp đồng" },
  answer: { type: "number", unit: { key: "trieu_dong", label: { vi: "triệu đồng", en: "million dong" } } },
};

describe("answers in words", () => {
  it("says figures with their unit and choices by their label", () => {
    expect(valueWords({ number: 4208.6 }, price)).toBe("4.208,6 triệu đồng");
    expect(valueWords({ outcome: "fail" }, undefined)).toBe("Không đạt");
    expect(valueWords({ date: "2024-05-14" }, undefined)).toBe("14/05/2024");
  });
  it("leaves out what nobody filled", () => {
    const checklist: Checklist = {
      format: 1,
      id: "work",
      version: 1,
      title: { vi: "" },
      subject_kind: "work",
      sections: [
        { key: "a", title: { vi: "A" }, items: [price, { ...price, key: "other" }] },
        { key: "b", title: { vi: "B" }, items: [{ ...price, key: "third" }] },
      ],
    };
    const filled = filledSections(checklist, snapshot({ price: { value: { number: 1 } } }));
    expect(filled.map(({ section, items }) => [section.key, items.length])).toEqual([["a", 1]]);
  });
  it("finds the item that a problem is about", () => {
    expect(itemOfPath("/answers/work_phase")).toBe("work_phase");
    expect(itemOfPath("")).toBeUndefined();
  });
});

describe("differences", () => {
  it("tells changed answers, remarks and photos, and no order", () => {
    const left = snapshot({ a: { value: { number: 1 } }, b: { value: { choices: ["x", "y"] } } }, ["1", "2"]);
    const right = snapshot(
      { a: { value: { number: 1 }, note: "đo lại" }, b: { value: { choices: ["y", "x"] } } },
      ["2", "3"],
    );
    expect(differences(left, right)).toEqual({
      items: ["a"],
      photosAdded: ["3"],
      photosRemoved: ["1"],
      signaturesAdded: [],
      signaturesRemoved: [],
      capturedAt: false,
      place: false,
    });
  });
});

describe("signatures", () => {
  const signed = (sha256: string, name: string) => ({
    sha256,
    bytes: 1,
    media_type: "image/png",
    taken_at: "2024-05-14T09:10:00+07:00",
    signed_by: { name },
  });
  const left = snapshot({}, ["1"]);
  const right = { ...left, photos: [...(left.photos ?? []), signed("s", "Hoàng Văn Lợi")] };
  it("are no photos of a place", () => {
    expect(evidencePhotos(right).map(({ sha256 }) => sha256)).toEqual(["1"]);
    expect(signaturesOf(right).map(({ signed_by }) => signed_by.name)).toEqual(["Hoàng Văn Lợi"]);
  });
  it("differ by themselves", () => {
    expect(differences(left, right)).toMatchObject({ photosAdded: [], signaturesAdded: ["s"] });
    expect(differences(right, left)).toMatchObject({ photosRemoved: [], signaturesRemoved: ["s"] });
  });
});

describe("evidence", () => {
  it("puts the strongest and weightiest reason first", () => {
    const rules = new Map([
      ["photo.dark", 20],
      ["place.commune", 80],
      ["photo.repeated", 95],
    ]);
    const check = (rule: string, answer: "warn" | "fail" | "pass") => ({
      rule,
      answer,
      version: 1,
      figures: {},
      thresholds: {},
      text: { vi: "" },
    });
    const sorted = byWeight(
      [
        check("photo.dark", "warn"),
        check("place.commune", "warn"),
        check("photo.repeated", "fail"),
        check("place.commune", "pass"),
      ],
      rules,
    );
    expect(sorted.map((one) => `${one.rule} ${one.answer}`)).toEqual([
      "photo.repeated fail",
      "place.commune warn",
      "photo.dark warn",
      "place.commune pass",
    ]);
  });
});
