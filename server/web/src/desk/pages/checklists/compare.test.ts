import { describe, expect, it } from "vitest";
import type { Checklist, Item } from "~/api/types";
import { compareChecklists } from "./compare";

const item = (key: string, vi = key): Item => ({ key, question: { vi }, answer: { type: "pass_fail" } });
const checklist = (sections: Record<string, Item[]>): Checklist => ({
  format: 1,
  id: "c",
  version: 1,
  title: { vi: "c" },
  subject_kind: "work",
  sections: Object.entries(sections).map(([key, items]) => ({ key, title: { vi: key }, items })),
});

describe("two versions of a checklist", () => {
  it("tells added, removed, changed and moved items", () => {
    const before = checklist({ a: [item("one"), item("two"), item("three")], b: [item("four")] });
    const after = checklist({ a: [item("one", "một"), item("five")], b: [item("four"), item("three")] });
    const found = compareChecklists(before, after).map((change) => [
      change.key,
      change.kind,
      change.parts.join(),
    ]);
    expect(found).toEqual([
      ["one", "changed", "question"],
      ["five", "added", ""],
      ["three", "moved", ""],
      ["two", "removed", ""],
    ]);
  });
  it("finds nothing between the same", () => {
    expect(compareChecklists(checklist({ a: [item("one")] }), checklist({ a: [item("one")] }))).toEqual([]);
  });
});
