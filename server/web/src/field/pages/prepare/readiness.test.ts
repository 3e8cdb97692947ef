import { describe, expect, it } from "vitest";
import { type Checked, OLD_MS, ROOM_BYTES, readiness } from "./readiness";

const NOW = Date.parse("2024-10-08T06:30:00+07:00");

const fine: Checked = {
  plan: {
    visits: 1,
    subjects: 15,
    checklists: 6,
    communes: 3,
    boundaries: 3,
    findings: 2,
    bytes: 800_000,
    completeAt: NOW - 3_600_000,
  },
  withoutOutline: 0,
  room: 4_000_000_000,
  place: "granted",
  camera: "granted",
  clockS: 3,
  clockToleranceS: 300,
  now: NOW,
};

describe("readiness", () => {
  it("lets a prepared phone go", () => {
    expect(readiness(fine)).toEqual({ ready: true, missing: [], advice: [] });
  });
  it("keeps a phone whose download did not reach the end", () => {
    const { completeAt: _, ...plan } = fine.plan;
    expect(readiness({ ...fine, plan })).toEqual({ ready: false, missing: ["plan"], advice: [] });
  });
  it("keeps one with no checklist, though everything came", () => {
    expect(readiness({ ...fine, plan: { ...fine.plan, checklists: 0 } }).missing).toEqual(["checklists"]);
  });
  it("names what the person has to allow, and believes a browser that does not tell", () => {
    expect(readiness({ ...fine, place: "denied", camera: "prompt" }).missing).toEqual(["place", "camera"]);
    expect(readiness({ ...fine, place: "unknown", camera: "unknown" }).ready).toBe(true);
  });
  it("wants room for the photos, where the browser says how much there is", () => {
    expect(readiness({ ...fine, room: ROOM_BYTES - 1 }).missing).toEqual(["room"]);
    expect(readiness({ ...fine, room: undefined }).ready).toBe(true);
  });
  it("advises without keeping anybody", () => {
    const told = readiness({
      ...fine,
      plan: { ...fine.plan, visits: 0, completeAt: NOW - OLD_MS - 1 },
      withoutOutline: 1,
      clockS: -301,
    });
    expect(told.ready).toBe(true);
    expect(told.advice).toEqual(["visits", "old", "outlines", "clock"]);
    expect(readiness({ ...fine, clockS: 300 }).advice).toEqual([]);
  });
});
