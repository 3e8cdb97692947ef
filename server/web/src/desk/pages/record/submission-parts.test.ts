import { describe, expect, it } from "vitest";
import type { Checklist, Submission, SubmissionFile } from "~/api/types";
import { filesByKind, itemAt, mediaType, needsALook, newestFirst, notInRecord } from "./submission-parts";

const submission = (more: Partial<Submission> = {}): Submission => ({
  instance: "uuid:1",
  sha256: "a",
  number: 0,
  state: "pushed",
  form: { id: "work", version: 1 },
  received_at: "2024-10-09T02:30:00Z",
  files: [],
  missing: [],
  aside: [],
  ...more,
});

const aside = (path: string) => ({ path, value: "12 hộ", why: { vi: "Bảng kiểm không có mục này" } });

const file = (name: string, media_type: string): SubmissionFile => ({
  name,
  sha256: name,
  bytes: 1,
  media_type,
  arrived_at: "2024-10-09T02:30:00Z",
});

const checklist = {
  sections: [
    { key: "site", items: [{ key: "site_board" }] },
    { key: "work", items: [{ key: "site" }] },
  ],
} as unknown as Checklist;

describe("where a submission stands", () => {
  it("asks for a look where something of it is not in the record", () => {
    expect(needsALook(submission())).toBe(false);
    expect(needsALook(submission({ state: "conflict" }))).toBe(true);
    expect(needsALook(submission({ missing: ["1.jpg"] }))).toBe(true);
    expect(needsALook(submission({ aside: [aside("/data/x")] }))).toBe(true);
  });
  it("counts over all submissions what is in none", () => {
    const all = [
      submission({ aside: [aside("/data/x"), aside("/data/y")] }),
      submission({ missing: ["1.jpg"] }),
    ];
    expect(notInRecord(all)).toEqual({ aside: 2, missing: 1 });
    expect(notInRecord([])).toEqual({ aside: 0, missing: 0 });
  });
  it("comes newest first, and leaves what was read as it is", () => {
    const all = [submission({ sha256: "old" }), submission({ sha256: "new" })];
    expect(newestFirst(all).map((one) => one.sha256)).toEqual(["new", "old"]);
    expect(all[0]?.sha256).toBe("old");
  });
});

describe("the files of a submission", () => {
  it("are photos by their bytes, not by their name", () => {
    const files = [file("a.csv", "image/jpeg"), file("b.jpg", "text/plain; charset=utf-8")];
    const { photos, others } = filesByKind(files);
    expect([photos, others].map((some) => some.map((one) => one.name))).toEqual([["a.csv"], ["b.jpg"]]);
    expect(others.map(mediaType)).toEqual(["text/plain"]);
  });
});

describe("a place in the XML", () => {
  it("is about the deepest item that it names", () => {
    expect(itemAt("/data/answers/site/site_board[2]/value", checklist)).toBe("site_board");
    expect(itemAt("/data/answers/work/site/note", checklist)).toBe("site");
  });
  it("is about no item where the checklist has none of that name", () => {
    expect(itemAt("/data/record/subject", checklist)).toBeUndefined();
    expect(itemAt("/data/answers/site/site_board", undefined)).toBeUndefined();
  });
});
