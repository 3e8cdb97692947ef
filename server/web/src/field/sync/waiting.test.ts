// @vitest-environment node
import { expect, test, vi } from "vitest";
import { changeSettings, syncNote } from "../store";
import { handedIn } from "../store/testing";
import { expectOnce, fresh, scene, setScene, states } from "./testing";

setScene();

test("the wait grows, the timer keeps it, and the network's return ends it", async () => {
  scene.server.online = false;
  await handedIn(scene.phone);
  const waits: number[] = [];
  for (let at = 0; at < 10; at += 1) {
    const { nextTryAt = 0 } = await scene.engine.runSync("timer");
    waits.push(nextTryAt - scene.now);
    scene.now = nextTryAt;
  }
  expect(waits.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
  expect(waits.at(-1)).toBe(150_000);
  const calls = scene.server.calls.length;
  scene.now -= 1;
  await scene.engine.runSync("timer");
  expect(scene.server.calls).toHaveLength(calls);
  scene.server.online = true;
  expect(await scene.engine.runSync("online")).toMatchObject({ phase: "idle" });
  expect(await syncNote()).toEqual({ failures: 0, lastSuccessAt: scene.now });
});

test.each([
  ["503", { status: 503, code: "server.unavailable", retryAfter: "30" }],
  ["429", { status: 429, code: "request.rate_limited", retryAfter: "30" }],
])("%s with Retry-After is obeyed, whoever asks", async (_name, fault) => {
  const handed = await handedIn(scene.phone, [1]);
  scene.server.fail("/sync/push", fault);
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({
    phase: "waiting",
    nextTryAt: scene.now + 30_000,
    problem: { code: fault.code },
  });
  expect(scene.server.calls).toHaveLength(1);
  for (const reason of ["user", "online", "handed_in", "background"] as const)
    expect(await scene.engine.runSync(reason)).toMatchObject({
      phase: "waiting",
      nextTryAt: scene.now + 30_000,
    });
  expect(scene.server.calls).toHaveLength(1);
  scene.now += 30_000;
  await fresh().runSync("timer");
  expectOnce(handed);
});

test("a server's failure in one part keeps none of the others", async () => {
  const handed = await handedIn(scene.phone, [1]);
  scene.server.fail("/sync/pull", { status: 500, code: "server.internal" });
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "waiting", problem: { code: "server.internal" } });
  expectOnce(handed);
});

test("with no network nothing is tried and no failure counted", async () => {
  scene.online = false;
  await handedIn(scene.phone);
  expect(await scene.engine.runSync("user")).toMatchObject({
    phase: "waiting",
    online: false,
    records: { left: 1 },
  });
  expect(scene.server.calls).toEqual([]);
  expect(await syncNote()).toEqual({ failures: 0 });
});

test("a captive portal's page is no answer", async () => {
  await handedIn(scene.phone);
  scene.server.fail("/sync/push", { status: 200 });
  expect(await scene.engine.runSync("user")).toMatchObject({
    phase: "waiting",
    problem: { code: "network" },
  });
  expect((await states()).records).toEqual(["waiting"]);
});

test("photos wait for Wi-Fi where that was chosen and the browser tells", async () => {
  await handedIn(scene.phone, [1]);
  await changeSettings({ photosOnWifi: true });
  const connection = { type: "cellular" };
  vi.stubGlobal("navigator", { connection });
  expect(await scene.engine.runSync("user")).toMatchObject({
    phase: "idle",
    photos: { left: 1, held: "wifi" },
  });
  expect(await states()).toEqual({ records: ["sent"], photos: ["waiting"] });
  connection.type = "wifi";
  const state = await scene.engine.runSync("timer");
  expect(state.photos).not.toHaveProperty("held");
  expect((await states()).photos).toEqual(["stored"]);
});

test("where the browser does not tell, photos go", async () => {
  await handedIn(scene.phone, [1]);
  await changeSettings({ photosOnWifi: true });
  vi.stubGlobal("navigator", {});
  await scene.engine.runSync("user");
  expect((await states()).photos).toEqual(["stored"]);
});
