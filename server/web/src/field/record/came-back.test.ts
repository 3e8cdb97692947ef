import { describe, expect, it } from "vitest";
import type { OutboxEntry, RecordState } from "~/field/model";
import { toMend } from "./mend";
import { itemOfPath, photoOfPath } from "./paths";
import { remarkedItems, remarks } from "./remarks";
import { buildRevision } from "./revision";
import { checklist, draft, photo } from "./sample.test-data";
import { stage } from "./stage";

const A = "a".repeat(64);
const B = "b".repeat(64);
const of = draft({ photos: [photo(A, "overview"), photo(B, undefined)] });
const revision = buildRevision(of, "01900000-0000-7000-8000-00000000000a", checklist, undefined);

describe("pointers", () => {
  it("lead to items, through photos as well", () => {
    expect(itemOfPath("/answers/told", revision)).toBe("told");
    expect(itemOfPath("/answers/told/value", revision)).toBe("told");
    expect(itemOfPath("/photos/0/caption", revision)).toBe("overview");
    expect(itemOfPath(`/photos/${A}`, revision)).toBe("overview");
    expect(itemOfPath(`/photos/${B}`, revision)).toBeUndefined();
    expect(photoOfPath("/photos/1/bytes", revision)?.sha256).toBe(B);
    for (const path of ["", "/", "/answers", "/answers/", "/photos/7", "/subject", "/signature/key"])
      expect(itemOfPath(path, revision)).toBeUndefined();
  });
});

describe("a reviewer's words", () => {
  const state = {
    status: "returned",
    comments: [
      { text: "Bổ sung ảnh." },
      { item: "told", text: "Ghi rõ ai đã nói." },
      { item: "told", text: "Và khi nào." },
      { item: "overview", photo: A, text: "Ảnh mờ." },
    ],
  } as RecordState;

  it("go to where they belong", () => {
    const found = remarks(state);
    expect(found).toEqual({
      whole: ["Bổ sung ảnh."],
      items: { told: ["Ghi rõ ai đã nói.", "Và khi nào."] },
      photos: { [A]: ["Ảnh mờ."] },
    });
    expect([...remarkedItems(found, of.photos)]).toEqual(["told", "overview"]);
  });

  it("are silent once the record is no longer sent back", () => {
    expect(remarks({ ...state, status: "received" })).toEqual({ whole: [], items: {}, photos: {} });
    expect(remarks(undefined).whole).toEqual([]);
  });
});

describe("what to mend", () => {
  const violation = (path: string) => ({
    path,
    code: "record.text",
    message: "too long",
    message_vi: "quá dài",
  });

  it("is laid to items, photos and parts", () => {
    const problems = [
      "/answers/told/note",
      "/photos/0/caption",
      "/photos/1/caption",
      "/new_subject/name",
      "/",
    ];
    const found = toMend({ outcome: "rejected", problems: problems.map(violation) }, revision);
    expect(found.map(({ item, photo: sha256, part }) => [item, sha256, part])).toEqual([
      ["told", undefined, undefined],
      ["overview", A, undefined],
      [undefined, B, undefined],
      [undefined, undefined, "new_subject"],
      [undefined, undefined, "record"],
    ]);
    expect(found[0]?.violation?.message_vi).toBe("quá dài");
  });

  it("names the places of a conflict, and nothing where all went well", () => {
    const conflict = {
      outcome: "conflict",
      number: 2,
      places: ["/answers/phase", "/sub_project"],
      theirs: "x",
      receipt: {},
    } as never;
    expect(toMend(conflict, revision)).toEqual([{ item: "phase" }, { part: "sub_project" }]);
    expect(toMend({ outcome: "accepted", number: 1, receipt: {} } as never, revision)).toEqual([]);
    expect(toMend(undefined, revision)).toEqual([]);
  });
});

describe("where a record stands", () => {
  const entry = (state: OutboxEntry["state"], outcome?: string): OutboxEntry =>
    ({ record: of.record, state, ...(outcome ? { outcome: { outcome } } : {}) }) as OutboxEntry;
  const known = (status: string, conflicts = 0) => ({ status, conflicts }) as RecordState;
  const done = draft({ state: "handed_in", base: "x" });

  it.each([
    ["filling", draft(), undefined, undefined],
    ["mending", draft({ base: "x" }), known("returned"), entry("sent", "accepted")],
    ["queued", done, undefined, entry("waiting")],
    // Handed in again, and the server has not heard of it: what it said before is dealt with.
    ["queued", done, known("returned"), entry("waiting")],
    ["refused", done, undefined, entry("refused", "rejected")],
    ["returned", done, known("returned"), entry("sent", "accepted")],
    ["accepted", done, known("accepted"), entry("sent", "accepted")],
    ["conflict", done, undefined, entry("sent", "conflict")],
    ["conflict", done, known("received", 1), entry("sent", "conflict")],
    ["sent", done, known("received"), entry("sent", "conflict")],
    ["merged", done, known("received"), entry("sent", "merged")],
    ["sent", done, undefined, entry("sent", "duplicate")],
    ["sent", done, undefined, undefined],
  ] as const)("%s", (expected, which, state, newest) => {
    expect(stage(which, state, newest)).toBe(expected);
  });
});
