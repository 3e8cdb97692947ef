// @vitest-environment node
/** Whatever two phones did, nothing that either changed is lost or silently chosen. */
import { describe, expect, it } from "vitest";
import { merge } from "./merge";
import type { Revision } from "./shapes";
import { chance, id, photo, revision } from "./testing";

const ITEMS = ["a", "b", "c", "constructor"];
type Random = (below: number) => number;
type Edit = (side: Revision, random: Random) => void;

const some = <T>(list: readonly T[], random: Random) => list[random(list.length)] as T;

/** What inspectors do to records. */
const EDITS: Edit[] = [
  (side, random) => {
    side.answers[some(ITEMS, random)] = { value: { number: random(3) } };
  },
  (side, random) => {
    delete side.answers[some(ITEMS, random)];
  },
  (side, random) => {
    const shot = photo(some(["d", "e", "f"], random), random(2) ? { item: some(ITEMS, random) } : {});
    const known = side.photos?.some(({ sha256, item }) => sha256 === shot.sha256 && item === shot.item);
    if (!known) side.photos?.push(shot);
  },
  (side, random) => {
    const caption = `chú thích ${random(2)}`;
    side.photos = (side.photos ?? []).map((shot) => (random(2) ? { ...shot, caption } : shot));
  },
  (side, random) => {
    side.photos?.splice(random(4), 1);
  },
  (side, random) => {
    if (random(2)) side.visit = id(random(3));
    else delete side.visit;
  },
  (side, random) => {
    delete side.subject;
    side.new_subject = { id: id(9), kind: "work", name: `Đường số ${random(2)}` };
  },
  (side, random) => {
    side.captured_at = `2024-05-06T1${random(3)}:00:00.000+07:00`;
  },
];

function edited(from: Revision, number: number, random: Random, most: number): Revision {
  const side = { ...structuredClone(from), revision: id(number), base: from.revision };
  for (let left = random(most); left > 0; left--) some(EDITS, random)(side, random);
  return side;
}

/** A base and two sides, each time others and the same for the same seed. */
function* threes(most: number): Generator<[Revision, Revision, Revision]> {
  for (let seed = 1; seed <= 1000; seed++) {
    const random = chance(seed);
    const base = edited(revision(), 2, random, 12);
    yield [base, edited(base, 11, random, most), edited(base, 12, random, most)];
  }
}

/** What each place holds. */
function places(side: Revision): Map<string, string> {
  const { answers, photos = [], checklist, visit, subject, new_subject, sub_project, commune } = side;
  const at = (list: [string, unknown][]) =>
    new Map(list.map(([place, value]) => [place, JSON.stringify(value)] as const));
  return at([
    ["/checklist", checklist],
    ["/visit", visit],
    ["/subject", [subject, new_subject]],
    ["/sub_project", sub_project],
    ["/commune", commune],
    ...Object.entries(answers).map(([key, answer]): [string, unknown] => [`/answers/${key}`, answer]),
    ...photos.map((shot): [string, unknown] => [`/photos/${shot.item ?? ""}/${shot.sha256}`, shot]),
  ]);
}

const content = ({ revision: _, base: __, signature: ___, ...rest }: Revision) => rest;

function merged(...sides: [Revision, Revision, Revision]): Revision {
  const result = merge(...sides);
  if ("conflict" in result) throw new Error(`a conflict at ${result.conflict}`);
  return result.merged;
}

describe("merge", () => {
  it("does not depend on which side is called ours", () => {
    let joined = 0;
    for (const [base, ours, theirs] of threes(16)) {
      const [left, right] = [merge(base, ours, theirs), merge(base, theirs, ours)];
      if ("conflict" in left) {
        expect(right).toEqual(left);
      } else {
        joined++;
        expect(content(merged(base, theirs, ours))).toEqual(content(left.merged));
      }
    }
    // Both outcomes were there to be compared.
    expect(joined).toBeGreaterThan(200);
    expect(joined).toBeLessThan(800);
  });

  it("has every edit of either side and nothing else, or names the places that overlap", () => {
    for (const [base, ours, theirs] of threes(12)) {
      const [was, mine, other] = [base, ours, theirs].map(places) as [
        Map<string, string>,
        Map<string, string>,
        Map<string, string>,
      ];
      const all = new Set([was, mine, other].flatMap((side) => [...side.keys()]));
      const overlap = [...all].filter((place) => {
        const [before, left, right] = [was.get(place), mine.get(place), other.get(place)];
        return left !== before && right !== before && left !== right;
      });
      const result = merge(base, ours, theirs);
      if ("conflict" in result) {
        const pointers = overlap.map((place) => place.replace(/^\/photos\/.*\//, "/photos/"));
        expect([...result.conflict].sort()).toEqual(pointers.sort());
        continue;
      }
      expect(overlap).toEqual([]);
      const joined = places(result.merged);
      expect([...joined.keys()].every((place) => all.has(place))).toBe(true);
      for (const place of all) {
        const changed = mine.get(place) === was.get(place) ? other : mine;
        expect(joined.get(place), place).toBe(changed.get(place));
      }
    }
  });

  it("is idempotent: a merge that is merged again stays as it is", () => {
    for (const [base, ours, theirs] of threes(4)) {
      const first = merge(base, ours, theirs);
      if ("conflict" in first) continue;
      expect(merged(base, first.merged, first.merged)).toEqual(first.merged);
      expect(content(merged(base, first.merged, base))).toEqual(content(first.merged));
      expect(content(merged(base, base, first.merged))).toEqual(content(first.merged));
    }
  });

  it("leaves its inputs alone", () => {
    for (const [base, ours, theirs] of threes(6)) {
      const before = structuredClone([base, ours, theirs]);
      merge(base, ours, theirs);
      expect([base, ours, theirs]).toEqual(before);
    }
  });

  it("sees one time in two texts, and no member in one that is null", () => {
    const base = revision({ photos: [photo("a")] });
    const ours = revision({ photos: [photo("a", { taken_at: "2024-05-06T09:20:00+07:00" })] });
    const theirs = revision({ photos: [photo("a", { caption: "Mặt đường" })] });
    expect(merged(base, ours, theirs).photos).toEqual(theirs.photos);
    const answers = { a: { value: { text: "2024-05-06T09:20:00Z" }, note: null } };
    const withNull = revision({ answers: answers as unknown as Revision["answers"] });
    const plain = revision({ answers: { a: { value: { text: "2024-05-06T09:20:00Z" } } } });
    const changed = revision({ answers: { a: { value: { text: "2024-05-06T09:20:00.000Z" } } } });
    expect(merged(withNull, plain, changed).answers).toEqual(changed.answers);
  });

  it("takes the capture of one side whole, and the later where both captured anew", () => {
    const fix = { lat: 21.8, lon: 106.5, accuracy_m: 5, at: "2024-05-06T08:00:00.000+07:00" } as const;
    const base = revision({ fix: { ...fix, source: "browser" } });
    const { fix: _, ...ours } = revision({ revision: id(11), captured_at: "2024-05-06T09:30:00.000+07:00" });
    expect(merged(base, base, ours)).not.toHaveProperty("fix");
    // The same instant, read further east.
    const theirs = revision({ revision: id(12), captured_at: "2024-05-06T10:30:00.000+08:00" });
    for (const sides of [[ours, theirs] as const, [theirs, ours] as const]) {
      expect(merged(base, sides[0], sides[1]).captured_at).toBe(theirs.captured_at);
    }
  });

  it("names conflicts in the crate's order", () => {
    const side = (number: number) =>
      revision({
        commune: id(number),
        visit: id(number),
        answers: { b: { value: { number } }, a: { value: { number } } },
        photos: ["b", "a", undefined].map((item) =>
          photo("f", { caption: String(number), ...(item && { item }) }),
        ),
      });
    expect(merge(side(20), side(21), side(22))).toEqual({
      conflict: [
        "/visit",
        "/commune",
        "/answers/a",
        "/answers/b",
        ...Array(3).fill(`/photos/${"f".repeat(64)}`),
      ],
    });
  });
});
