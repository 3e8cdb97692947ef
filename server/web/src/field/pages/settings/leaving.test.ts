import { describe, expect, it } from "vitest";
import type { Draft } from "~/field/model";
import type { Unsent } from "~/field/store";
import { isConfirmed, isNothing, lostBy, rescuedBy } from "./leaving";

const unsent = (revisions: [record: string, revision: string][], photos: string[]): Unsent => ({
  revisions: revisions.map(([record, revision]) => ({ record, revision }) as Unsent["revisions"][number]),
  photos: photos.map((sha256) => ({ sha256, bytes: 1, media_type: "image/jpeg" })),
});
const draft = (state: Draft["state"]) => ({ state }) as Draft;

describe("leaving", () => {
  const before = unsent(
    [
      ["a", "a1"],
      ["a", "a2"],
      ["b", "b1"],
    ],
    ["p", "q"],
  );
  it("counts records, not snapshots, and what was never handed in", () => {
    expect(lostBy(before, [draft("filling"), draft("handed_in")], undefined)).toEqual({
      records: 2,
      photos: 2,
      drafts: 1,
    });
  });
  it("loses nothing that a rescue file holds, but what came after it", () => {
    const rescued = rescuedBy(before);
    expect(isNothing(lostBy(before, [], rescued))).toBe(true);
    const after = unsent(
      [
        ["a", "a1"],
        ["a", "a3"],
      ],
      ["p", "r"],
    );
    expect(lostBy(after, [], rescued)).toEqual({ records: 1, photos: 1, drafts: 0 });
  });
  it("never takes a begun record as rescued", () => {
    expect(isNothing(lostBy(before, [draft("filling")], rescuedBy(before)))).toBe(false);
  });
  it("takes the word with or without marks", () => {
    expect(isConfirmed(" xoá hết ", "XÓA HẾT")).toBe(true);
    expect(isConfirmed("xoa het", "XÓA HẾT")).toBe(true);
    expect(isConfirmed("xoa", "XÓA HẾT")).toBe(false);
    expect(isConfirmed("", "XÓA HẾT")).toBe(false);
  });
});
