// @vitest-environment node
/** What the vectors do not ask of validation: the words, the bounds, drawn signatures. */
import { describe, expect, it } from "vitest";
import type { Checklist, Fix, Item, Photo, Revision, Value } from "./shapes";
import { photo, revision } from "./testing";
import { NOTE_MAX, omissions, PHOTO_BYTES_MAX, PHOTOS_MAX, refusals, TEXT_MAX } from "./validate";

const item = (key: string, answer: Item["answer"], more: Partial<Item> = {}): Item => ({
  key,
  question: { vi: `Câu hỏi ${key}` },
  answer,
  ...more,
});

const unit = { key: "ho", label: { vi: "hộ" } };

const checklist: Checklist = {
  format: 1,
  id: "sample",
  version: 1,
  title: { vi: "Bảng kiểm mẫu" },
  subject_kind: "work",
  sections: [
    {
      key: "first",
      title: { vi: "Phần đầu" },
      items: [
        item("board", { type: "pass_fail" }),
        item("houses", { type: "number", unit, min: -0.5, max: 1e21 }),
        item("opinion", { type: "text" }),
        item("view", { type: "photo", min: 2 }, { required: true }),
        item("constructor", { type: "pass_fail" }, { required: true }),
      ],
    },
  ],
};

const fix: Fix = {
  lat: 21.8642,
  lon: 106.5539,
  accuracy_m: 6.5,
  at: "2024-05-06T09:14:40.000+07:00",
  source: "browser",
};

const found = (more: Partial<Revision>) => refusals(revision(more), checklist);
const places = (more: Partial<Revision>) => found(more).map(({ path, code }) => [path, code]);
const answered = (key: string, value: Value) => ({ answers: { [key]: { value } } });

describe("refusals", () => {
  it("says numbers with all their digits, in both languages", () => {
    const [little] = found(answered("houses", { number: -1e-7 - 0.5 }));
    expect(little?.message).toBe("-0.5000001 is less than -0.5");
    const [much] = found(answered("houses", { number: 1e23 }));
    expect(much?.message_vi).toBe("100000000000000000000000 lớn hơn 1000000000000000000000");
  });

  it("refuses what is no number, though no bound says so", () => {
    const [violation] = found(answered("houses", { number: Number.NaN }));
    expect([violation?.code, violation?.message]).toEqual([
      "record.number_range",
      "The number must be finite",
    ]);
  });

  it("names the type that an item takes", () => {
    const [violation] = found(answered("board", { text: "x" }));
    expect(violation).toEqual({
      path: "/answers/board/value",
      code: "record.answer_type",
      message: "This item takes an answer of type pass_fail",
      message_vi: "Tiêu chí này cần câu trả lời kiểu pass_fail",
    });
  });

  it("refuses a remark without an answer", () => {
    expect(places({ answers: { board: { note: "Bị che", value: undefined } } })).toEqual([
      ["/answers/board/value", "record.answer_type"],
    ]);
  });

  it("counts characters and not their units, in answers, remarks and captions", () => {
    const longest = (length: number) => ({
      answers: { opinion: { value: { text: "😀".repeat(length + 2000) }, note: "ộ".repeat(length) } },
      photos: [photo("a", { caption: "😀".repeat(length) })],
    });
    expect(TEXT_MAX).toBe(NOTE_MAX + 2000);
    expect(places(longest(NOTE_MAX))).toEqual([]);
    expect(places(longest(NOTE_MAX + 1))).toEqual([
      ["/answers/opinion/note", "record.text"],
      ["/answers/opinion/value", "record.text"],
      ["/photos/0/caption", "record.text"],
    ]);
    const [violation] = found({ photos: [photo("a", { caption: "\0" })] });
    expect(violation?.message).toBe("At most 2000 characters, and no NUL");
  });

  it.each<[Partial<Fix>, string | undefined]>([
    [{ lat: 90, lon: -180, accuracy_m: 0, altitude_m: -500 }, undefined],
    [{ lat: 90.01 }, "latitude must be from -90 to 90"],
    [{ lon: Number.NaN }, "longitude must be from -180 to 180"],
    [{ lat: 0, lon: -0 }, "0, 0 is what a device writes when it has no position"],
    [{ accuracy_m: -1 }, "accuracy must be 0 or more metres"],
    [{ altitude_m: 10_001 }, "altitude must be from -500 to 10000 metres"],
  ])("says of the place %o: %s", (change, message) => {
    expect(found({ fix: { ...fix, ...change } })[0]?.message).toBe(message);
  });

  it("bounds photos, their size and their number", () => {
    const many = Array.from({ length: PHOTOS_MAX + 1 }, (_, at) => ({
      ...photo("0"),
      sha256: at.toString(16).padStart(64, "0"),
    }));
    expect(places({ photos: many })).toEqual([["/photos", "record.photo"]]);
    expect(places({ photos: many.slice(1) })).toEqual([]);
    expect(places({ photos: [photo("a", { bytes: PHOTO_BYTES_MAX })] })).toEqual([]);
    expect(places({ photos: [photo("a", { bytes: PHOTO_BYTES_MAX + 1 })] })).toEqual([
      ["/photos/0/bytes", "record.photo"],
    ]);
  });

  const signed = (more: Partial<Photo>) => ({
    photos: [photo("a", { media_type: "image/png", signed_by: { name: "Hoàng Văn Páo" }, ...more })],
  });

  it("takes a drawn signature, which is a PNG or a JPEG and belongs to no item", () => {
    expect(places(signed({}))).toEqual([]);
    expect(places(signed({ media_type: "image/jpeg" }))).toEqual([]);
    expect(places(signed({ media_type: "image/webp" }))).toEqual([["/photos/0/media_type", "record.photo"]]);
    for (const name of ["view", "colour"]) {
      expect(places(signed({ item: name }))).toEqual([["/photos/0/item", "record.photo"]]);
    }
  });

  it("asks who signed", () => {
    expect(found(signed({ signed_by: { name: " " } }))).toEqual([
      {
        path: "/photos/0/signed_by/name",
        code: "record.text",
        message: "Say who signed",
        message_vi: "Cần ghi tên người ký",
      },
    ]);
    expect(places(signed({ signed_by: { name: "Páo", position: "a\0b" } }))).toEqual([
      ["/photos/0/signed_by/position", "record.text"],
    ]);
  });
});

describe("omissions", () => {
  const facts = { answers: {}, settings: {}, planned: {}, inspectedOn: "2024-05-06" };
  const missed = (more: Partial<Revision>) =>
    omissions(revision(more), checklist, facts).map(({ path, code }) => [path, code]);

  it("counts an item's photos, and takes no inherited member for an answer", () => {
    const unanswered = ["/answers/constructor", "incomplete.required"];
    const one = photo("a", { item: "view" });
    expect(missed({ photos: [one] })).toEqual([["/answers/view", "incomplete.photo"], unanswered]);
    expect(missed({ photos: [one, photo("b", { item: "view" })] })).toEqual([unanswered]);
  });

  it("needs no list of photos", () => {
    const { photos: _, ...without } = revision();
    expect(omissions(without, checklist, facts).map(({ code }) => code)).toEqual([
      "incomplete.photo",
      "incomplete.required",
    ]);
  });
});
