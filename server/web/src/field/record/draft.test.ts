/** Drafts: what stands, what is missing, what goes into the snapshot. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Checklist } from "~/api/types";
import type { Draft } from "~/field/model";
import { canonical } from "~/protocol/canonical";
import { refusals } from "~/protocol/validate";
import { betterFix, onSite, withCaption, withNote, withValue } from "./edit";
import { facts } from "./facts";
import { nextSection, progress, sectionOf } from "./progress";
import { buildRevision } from "./revision";
import { checklist, draft, fix, photo } from "./sample.test-data";

const ID = "01900000-0000-7000-8000-00000000000a";
const building: Draft["answers"] = {
  phase: { value: { choice: "building" } },
  progress: { value: { number: 60 } },
  reason: { value: { text: "Mưa kéo dài" } },
  why: { value: { text: "Bão" } },
};

function counts(of: Draft, planned: Record<string, number> = {}) {
  return progress(of, checklist, { planned }).sections.map(
    ({ section, shown, answered, missing, photosMissing }) =>
      [section.key, shown, answered, missing, photosMissing] as const,
  );
}

describe("what stands", () => {
  it("is the answers to what is asked, through chains of conditions", () => {
    expect(Object.keys(facts(draft({ answers: building }), checklist, undefined).answers)).toEqual([
      "phase",
      "progress",
      "reason",
      "why",
    ]);
    const done = { ...building, phase: { value: { choice: "done" } } };
    expect(Object.keys(facts(draft({ answers: done }), checklist, undefined).answers)).toEqual(["phase"]);
    const { progress: _gone, ...rest } = building;
    expect(Object.keys(facts(draft({ answers: rest }), checklist, undefined).answers)).toEqual(["phase"]);
  });

  it("leaves out what says nothing", () => {
    const answers = {
      kinds: { value: { choices: [] } },
      reason: { value: { text: "  " } },
      since: { value: undefined, note: "chưa rõ ngày" },
    };
    expect(facts(draft({ answers }), checklist, undefined).answers).toEqual({});
  });

  it("is not fooled by an item that is called as what every object has", () => {
    const odd = structuredClone(checklist);
    odd.sections[0]?.items.push({
      key: "constructor",
      question: { vi: "Nhà thầu" },
      answer: { type: "text" },
    });
    const seen = progress(draft(), odd, undefined);
    expect(seen.facts.answers).toEqual({});
    expect(seen.answered).toBe(0);
    const told = withNote(draft(), "constructor", "ghi sau");
    expect(told.answers.constructor).toEqual({ value: undefined, note: "ghi sau" });
    const answered = withValue(told, "constructor", { text: "Công ty A" });
    expect(progress(answered, odd, undefined).answered).toBe(1);
  });

  it("ends where rules chase each other", () => {
    const ring = structuredClone(checklist);
    const [site] = ring.sections;
    if (!site) throw new Error("no section");
    ring.sections = [site];
    const hides = (key: string, other: string) => ({
      key,
      question: { vi: key },
      answer: { type: "date" as const },
      shown_if: { test: "not" as const, of: { test: "answered" as const, item: other } },
    });
    site.items = [hides("one", "two"), hides("two", "one")] as never;
    const answers = {
      one: { value: { date: "2024-05-14" } },
      two: { value: { date: "2024-05-14" } },
    };
    expect(() => facts(draft({ answers }), ring, undefined)).not.toThrow();
  });
});

describe("progress", () => {
  it("counts by section, and only what is asked", () => {
    expect(counts(draft())).toEqual([
      ["site", 3, 0, 2, 2],
      ["people", 3, 0, 1, 0],
    ]);
    expect(counts(draft({ answers: building }))).toEqual([
      ["site", 3, 1, 1, 2],
      ["work", 3, 3, 0, 1],
      ["people", 3, 0, 1, 0],
    ]);
  });

  it("counts a photo item as answered when it has enough", () => {
    const one = draft({ photos: [photo("a", "overview")] });
    const two = draft({ photos: [photo("a", "overview"), photo("b", "overview")] });
    expect(counts(one)[0]).toEqual(["site", 3, 0, 2, 1]);
    expect(counts(two)[0]).toEqual(["site", 3, 1, 2, 0]);
  });

  it("does not count a signature as a photo of an item", () => {
    const signed = photo("s", undefined, { media_type: "image/png", signed_by: { name: "Lý A" } });
    expect(counts(draft({ photos: [signed, signed] }))[0]).toEqual(["site", 3, 0, 2, 2]);
  });

  it("asks for the photo that an answer makes necessary", () => {
    const failed = draft({ answers: { told: { value: { outcome: "fail" } } } });
    expect(counts(failed)[1]).toEqual(["people", 3, 1, 0, 1]);
    const passed = draft({ answers: { told: { value: { outcome: "pass" } } } });
    expect(counts(passed)[1]).toEqual(["people", 3, 1, 0, 0]);
  });

  it("stops what the checklist insists on and what the server would refuse, and nothing else", () => {
    const blocks = (of: Draft) =>
      progress(of, checklist, undefined).blocks.map(({ item, violation }) => [item, violation.code]);
    expect(blocks(draft())).toEqual([]);
    expect(blocks(draft({ answers: { told: { value: { outcome: "fail" } } } }))).toEqual([
      ["told", "incomplete.must_hold"],
    ]);
    const high = { ...building, progress: { value: { number: 120 } } };
    expect(blocks(draft({ answers: high }))).toEqual([["progress", "record.number_range"]]);
    const long = photo("a", "overview", { caption: "x".repeat(2001) });
    expect(blocks(draft({ photos: [long] }))).toEqual([["overview", "record.text"]]);
    const nobody = draft();
    delete nobody.subject;
    expect(blocks(nobody)).toEqual([[undefined, "record.subject"]]);
  });

  it("proposes a finding where the plan is known, and is silent where it is not", () => {
    const of = draft({ answers: building });
    expect(progress(of, checklist, { planned: { progress_percent: 80 } }).flags).toMatchObject([
      { item: "progress", level: "F2" },
    ]);
    expect(progress(of, checklist, { planned: { progress_percent: 65 } }).flags).toEqual([]);
    expect(progress(of, checklist, undefined).flags).toEqual([]);
  });

  it("goes on at the first section that wants something", () => {
    expect(nextSection(progress(draft(), checklist, undefined))?.key).toBe("site");
    const site = {
      place: { value: { place: fix } },
      phase: { value: { choice: "done" } },
    };
    const photos = [photo("a", "overview"), photo("b", "overview")];
    expect(nextSection(progress(draft({ answers: site, photos }), checklist, undefined))?.key).toBe("people");
    const all = { ...site, told: { value: { outcome: "pass" } } };
    // Nothing is missing any more, but the optional items of the last section were not touched.
    expect(nextSection(progress(draft({ answers: all, photos }), checklist, undefined))?.key).toBe("people");
    // The section that was open last comes first, as long as it wants something.
    expect(nextSection(progress(draft(), checklist, undefined), "people")?.key).toBe("people");
    expect(nextSection(progress(draft({ answers: site, photos }), checklist, undefined), "site")?.key).toBe(
      "people",
    );
    expect(sectionOf(checklist, "reason")?.key).toBe("work");
    expect(sectionOf(checklist, "nowhere")).toBeUndefined();
  });
});

describe("the snapshot", () => {
  it("has what is asked and answered, and no member that holds nothing", () => {
    const of = draft({
      answers: {
        ...building,
        since: { value: undefined, note: "chưa rõ" },
        kinds: { value: { choices: [] }, note: "không có" },
        told: { value: { outcome: "pass" }, note: "  đã nói rõ  " },
      },
      photos: [photo("b", "overview", { caption: " " }), photo("a", "progress"), photo("c", undefined)],
    });
    const revision = buildRevision(of, ID, checklist, undefined);
    expect(revision).toEqual({
      record: of.record,
      revision: ID,
      checklist: { id: "sample", version: 3 },
      visit: of.visit,
      subject: of.subject,
      sub_project: of.subProject,
      commune: of.commune,
      captured_at: of.capturedAt,
      fix,
      answers: { ...building, told: { value: { outcome: "pass" }, note: "đã nói rõ" } },
      photos: [photo("b", "overview"), photo("a", "progress"), photo("c", undefined)],
    });
    expect(JSON.parse(JSON.stringify(revision))).toEqual(revision);
    expect(canonical(revision)).not.toContain("undefined");
    const members = (value: unknown): unknown[] =>
      value && typeof value === "object" ? Object.values(value).flatMap((one) => [one, ...members(one)]) : [];
    expect(members(revision)).not.toContain(undefined);
  });

  it("keeps hidden answers and photos in the draft and out of itself", () => {
    const of = draft({
      answers: { ...building, phase: { value: { choice: "done" } } },
      photos: [photo("a", "progress"), photo("b", "overview")],
    });
    const seen = progress(of, checklist, undefined);
    expect(Object.keys(seen.revision.answers)).toEqual(["phase"]);
    expect(seen.revision.photos?.map(({ sha256 }) => sha256)).toEqual(["b"]);
    expect(seen.leftOut).toEqual({ answers: ["progress", "reason", "why"], photos: 1, notes: [] });
    const back = withValue(of, "phase", { choice: "building" });
    expect(buildRevision(back, ID, checklist, undefined).answers.reason).toEqual(building.reason);
    expect(buildRevision(back, ID, checklist, undefined).photos).toHaveLength(2);
  });

  it("says which notes have no answer to go with", () => {
    const of = withNote(draft(), "since", "hỏi lại trưởng thôn");
    expect(progress(of, checklist, undefined).leftOut.notes).toEqual(["since"]);
  });

  it("names a new subject in the place of a known one, and the snapshot that it was made from", () => {
    const newSubject = { id: ID, kind: "work" as const, name: "Cầu tạm", village: " " };
    const revision = buildRevision(draft({ newSubject, base: ID }), ID, checklist, undefined);
    expect(revision.subject).toBeUndefined();
    expect("subject" in revision).toBe(false);
    expect(revision.new_subject).toEqual({ id: ID, kind: "work", name: "Cầu tạm" });
    expect(revision.base).toBe(ID);
  });

  it("is taken by the protocol for every built-in checklist, empty as it is", () => {
    const folder = resolve(import.meta.dirname, "../../../../builtin/checklists");
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const builtin = JSON.parse(readFileSync(resolve(folder, file), "utf8")) as Checklist;
      const of = draft({ checklist: { id: builtin.id, version: builtin.version } });
      expect(refusals(buildRevision(of, ID, builtin, undefined), builtin)).toEqual([]);
      expect(progress(of, builtin, undefined).shown).toBeGreaterThan(10);
    }
  });
});

describe("touches", () => {
  it("clear an answer and keep its note, and forget an item that holds neither", () => {
    const noted = withNote(withValue(draft(), "told", { outcome: "fail" }), "told", "chủ hộ đi vắng");
    const cleared = withValue(noted, "told", undefined);
    expect(cleared.answers.told).toEqual({ value: undefined, note: "chủ hộ đi vắng" });
    expect(withValue(cleared, "told", { outcome: "pass" }).answers.told).toEqual({
      value: { outcome: "pass" },
      note: "chủ hộ đi vắng",
    });
    expect("told" in withNote(cleared, "told", "").answers).toBe(false);
    expect(
      "told" in withValue(withValue(draft(), "told", { outcome: "fail" }), "told", undefined).answers,
    ).toBe(false);
  });

  it("caption one photo at one item, though its bytes stand at two", () => {
    const of = draft({ photos: [photo("a", "overview"), photo("a", "progress")] });
    const captioned = withCaption(of, photo("a", "progress"), "Mặt đường");
    expect(captioned.photos.map(({ caption }) => caption)).toEqual([undefined, "Mặt đường"]);
    const [, second] = captioned.photos;
    if (second) expect("caption" in (withCaption(captioned, second, "").photos[1] ?? {})).toBe(false);
  });

  it("take a sharper fix of the same stay only", () => {
    const coarse = { ...fix, accuracy_m: 60 };
    expect(betterFix(undefined, coarse, 0)).toBe(coarse);
    expect(betterFix(coarse, fix, 40)).toBe(fix);
    expect(betterFix(fix, coarse, 0)).toBe(fix);
    expect(betterFix(coarse, fix, 9000)).toBe(coarse);
  });

  it("look for a fix by themselves only around the time of the inspection", () => {
    const begun = Date.parse(draft().capturedAt);
    expect(onSite(draft(), begun + 60_000)).toBe(true);
    expect(onSite(draft(), begun + 12 * 3_600_000)).toBe(false);
    expect(onSite(draft({ base: ID }), begun + 60_000)).toBe(false);
    expect(onSite(draft({ state: "handed_in" }), begun + 60_000)).toBe(false);
  });
});
