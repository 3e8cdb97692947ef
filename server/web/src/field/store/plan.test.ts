// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import type { Enrolment } from "../model";
import { draft } from "./drafts";
import { enrolment, keepEnrolment, noteRevoked, noteSelf, wipe } from "./enrolment";
import { outbox, uploads } from "./outbox";
import { applyPage, pullCursor } from "./pages";
import { dropFindingThumbs, keepFindingThumb, photoBlob, thumb, withoutThumb } from "./photos";
import { newestChecklists, planSummary, recordState, subject, subjects, unit, visits } from "./plan";
import { changeSettings, clock, keepSyncNote, settings, syncNote } from "./settings";
import { AT, begin, checklistChange, freshPhone, handedIn, page, put } from "./testing";

let phone: Enrolment;

beforeEach(async () => {
  phone = await freshPhone();
});

test("a page changes what it names, with the cursor", async () => {
  await applyPage(
    page([put("subject", "s1"), put("subject", "s2"), put("visit", "v1")], { cursor: "c2" }),
    500,
    AT,
  );
  await applyPage(page([{ kind: "subject", id: "s1", op: "remove" }], { cursor: "c3" }), 60, AT + 9);
  expect(await subjects()).toEqual([{ id: "s2" }]);
  expect(await visits()).toEqual([{ id: "v1" }]);
  expect(await pullCursor()).toBe("c3");
  expect(await planSummary()).toMatchObject({
    visits: 1,
    subjects: 1,
    checklists: 1,
    bytes: 660,
    completeAt: AT + 9,
  });
});

test("a pull is complete when its last page is here", async () => {
  await freshPhone();
  await applyPage(page([put("visit", "v1")], { reset: true, more: true, left: 1 }), 10, AT + 5);
  expect((await planSummary()).completeAt).toBe(AT);
  await applyPage(page([put("visit", "v2")]), 10, AT + 6);
  expect((await planSummary()).completeAt).toBe(AT + 6);
});

test("starting over keeps the old plan until the new one is whole, and never touches what was made here", async () => {
  const revision = await handedIn(phone, [1]);
  const begun = await begin();
  await applyPage(page([put("subject", "old"), put("subject", "both", { id: "both", name: "cũ" })]), 10);
  const first = page([put("subject", "both", { id: "both", name: "mới" })], {
    reset: true,
    more: true,
    cursor: "r1",
  });
  await applyPage(first, 10);
  expect(await subject("old")).toBeDefined();
  expect(await subject("both")).toMatchObject({ name: "mới" });
  // It breaks off here, and the server starts over once more.
  await applyPage({ ...first, cursor: "r2" }, 10);
  expect(await subject("old")).toBeDefined();
  await applyPage(page([put("subject", "new")], { cursor: "r3" }), 10);
  expect((await subjects()).map(({ id }) => id).sort()).toEqual(["both", "new"]);
  expect(await newestChecklists()).toEqual([]);
  expect(await draft(begun.record)).toEqual(begun);
  expect((await outbox()).map((entry) => entry.revision)).toEqual([revision]);
  expect(await uploads()).toHaveLength(1);
  expect(await photoBlob(revision.photos?.[0]?.sha256 ?? "")).toBeDefined();
  expect((await planSummary()).bytes).toBe(20);
});

test("new records are filled by the newest version", async () => {
  await applyPage(page([checklistChange(10), checklistChange(2)]), 1);
  expect((await newestChecklists()).map(({ version }) => version)).toEqual([10]);
});

test("communes and their outlines are counted", async () => {
  const at = (id: string, unit_type: string, boundary?: object) =>
    put("unit", id, { id, unit_type, boundary });
  await applyPage(page([at("p", "province"), at("x", "commune", {}), at("y", "ward")]), 1);
  expect(await planSummary()).toMatchObject({ communes: 2, boundaries: 1 });
  expect(await unit("x")).toMatchObject({ unit_type: "commune" });
  expect(await recordState("none")).toBeUndefined();
});

test("the phone's clock is held against the server's", async () => {
  await applyPage(page([]), 1, AT + 90_000);
  expect(await clock()).toEqual({ aheadMs: 90_000, at: AT + 90_000 });
});

test("images of findings go with the findings, those of photos stay", async () => {
  const revision = await handedIn(phone, [1]);
  const own = revision.photos?.[0]?.sha256 ?? "";
  await keepFindingThumb("f1", new Blob(["one"], { type: "image/jpeg" }));
  await keepFindingThumb("f2", new Blob(["two"], { type: "image/jpeg" }));
  await keepFindingThumb(own, new Blob(["other"], { type: "image/jpeg" }));
  expect(await withoutThumb(["f1", "f3", "f3", own])).toEqual(["f3"]);
  await dropFindingThumbs(new Set(["f2"]));
  expect(await thumb("f1")).toBeUndefined();
  expect(await (await thumb("f2"))?.text()).toBe("two");
  expect((await thumb(own))?.size).toBe(50);
});

test("what the server says of this phone is kept for this phone alone", async () => {
  await noteSelf({ device: phone.device, label: "Máy 2" } as never);
  await noteRevoked(phone.device, AT + 1);
  await noteRevoked(phone.device, AT + 2);
  await noteRevoked("another", AT + 3);
  expect(await enrolment()).toMatchObject({ self: { label: "Máy 2" }, revokedAt: AT + 1 });
  const kept = await enrolment();
  expect(kept?.keys.privateKey.extractable).toBe(false);
  const signed = await crypto.subtle.sign(
    kept?.algorithm === "p256" ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" },
    kept?.keys.privateKey as CryptoKey,
    new Uint8Array(3),
  );
  expect(signed.byteLength).toBe(64);
});

test("choices are kept one by one", async () => {
  expect(await settings()).toEqual({ photosOnWifi: false });
  await changeSettings({ photosOnWifi: true });
  await changeSettings({ visit: "v1" });
  expect(await settings()).toEqual({ photosOnWifi: true, visit: "v1" });
});

test("a wipe leaves nothing, and a sync that outlives it writes nothing", async () => {
  await handedIn(phone, [1]);
  await wipe();
  await applyPage(page([put("subject", "s1")]), 1);
  await keepSyncNote({ failures: 3 });
  expect(await enrolment()).toBeUndefined();
  expect([await subjects(), await outbox(), await uploads()]).toEqual([[], [], []]);
  expect(await pullCursor()).toBeUndefined();
  expect(await syncNote()).toEqual({ failures: 0 });
  await keepEnrolment(phone);
  expect((await enrolment())?.device).toBe(phone.device);
});
