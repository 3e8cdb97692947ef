// @vitest-environment node
// What breaks off is done again, and only once.
import { expect, test, vi } from "vitest";
import { freeSpace, outbox, syncNote, uploads } from "../store";
import { close } from "../store/db";
import { handedIn } from "../store/testing";
import { watchSync } from "./state";
import { big, expectOnce, fresh, scene, setScene, states } from "./testing";

setScene();

test("a push whose answer is lost", async () => {
  const handed = [await handedIn(scene.phone), await handedIn(scene.phone)];
  scene.server.fail("/sync/push", "lost_answer");
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "waiting", problem: { code: "network" }, records: { left: 2 } });
  expect(scene.server.revisions).toHaveLength(2);
  expect((await states()).records).toEqual(["waiting", "waiting"]);
  await close();
  await fresh().runSync("opened");
  expectOnce(...handed);
  expect((await outbox()).map(({ outcome, tries }) => [outcome?.outcome, tries])).toEqual([
    ["duplicate", 2],
    ["duplicate", 2],
  ]);
});

test("a push that was answered, and the page killed before that was noted", async () => {
  const handed = await handedIn(scene.phone, [1]);
  const real = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === "receipts") throw new DOMException("killed", "AbortError");
    return real.apply(this, given);
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await scene.engine.runSync("user");
  vi.restoreAllMocks();
  expect((await states()).records).toEqual(["waiting"]);
  expect(scene.server.revisions).toHaveLength(1);
  await fresh().runSync("opened");
  expectOnce(handed);
  expect((await states()).records).toEqual(["sent"]);
});

test.each([
  ["the first chunk's answer is lost", "POST /api/v1/uploads", "lost_answer"],
  ["a later chunk's answer is lost", "PATCH", "lost_answer"],
  ["the first chunk is cut", "POST /api/v1/uploads", "cut"],
  ["a later chunk is cut", "PATCH", "cut"],
  ["the line goes between chunks", "PATCH", "no_line"],
  ["the receipt's answer is lost", "/photos/status", "lost_answer"],
] as const)("%s", async (_name, where, fault) => {
  const handed = await big(1);
  scene.server.fail(where, fault);
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "waiting", problem: { code: "network" } });
  expect((await states()).photos).toEqual(["waiting"]);
  const had = [...scene.server.begun.values()][0]?.bytes.length ?? 0;
  scene.server.calls.length = 0;
  await close();
  await fresh().runSync("opened");
  expectOnce(handed);
  expect((await states()).photos).toEqual(["stored"]);
  const sent = scene.server.calls.filter(({ method }) => method === "PATCH" || method === "POST");
  const bytes = sent
    .filter(({ path }) => path.includes("uploads"))
    .reduce((sum, call) => sum + call.bytes.length, 0);
  expect(bytes).toBe(700_000 - had);
});

test("an upload that finished, and the page killed before that was noted", async () => {
  const handed = await handedIn(scene.phone, [1]);
  // The second question is the one for the receipt.
  let asked = 0;
  scene.server.fail(({ path }) => path.endsWith("/status") && ++asked === 2, "no_line");
  await scene.engine.runSync("user");
  expect(scene.server.photoWrites).toHaveLength(1);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  await fresh().runSync("opened");
  expectOnce(handed);
  expect(await freeSpace()).toEqual({ count: 1, bytes: 1000 });
});

test("a page that is left in the middle of a photo", async () => {
  const handed = await big(1, 2_000_000);
  const stop = watchSync(({ current }) => current && current.offset >= 500_000 && scene.engine.stopSync());
  const state = await scene.engine.runSync("user");
  stop();
  expect(state).toMatchObject({ phase: "idle" });
  expect(state).not.toHaveProperty("problem");
  expect(await syncNote()).toEqual({ failures: 0 });
  expect(scene.server.photoWrites).toEqual([]);
  const [begun] = scene.server.begun.values();
  expect(begun?.bytes.length).toBeGreaterThanOrEqual(500_000);
  expect((await uploads())[0]?.offset).toBe(begun?.bytes.length);
  await fresh().runSync("opened");
  expectOnce(handed);
});

test("a page that is shown again while its last run still ends", async () => {
  const handed = await big(1, 2_000_000);
  let second: Promise<unknown> | undefined;
  const stop = watchSync(({ current }) => {
    if (second || !current || current.offset < 500_000) return;
    scene.engine.stopSync();
    second = scene.engine.runSync("opened");
  });
  await scene.engine.runSync("user");
  stop();
  await second;
  expectOnce(handed);
  expect(scene.engine.isRunning()).toBe(false);
});
