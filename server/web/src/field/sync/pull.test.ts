// @vitest-environment node
// The phone and the server: what it is told, and what it is told no more.
import { expect, test } from "vitest";
import { draft, enrolment, keepEnrolment, outbox, subjects, wipe } from "../store";
import { begin, handedIn, page, put } from "../store/testing";
import { fresh, scene, setScene, states } from "./testing";

setScene();

test("a revoked phone goes on handing in, pulls nothing, and says so", async () => {
  scene.server.revoked = true;
  await handedIn(scene.phone, [1]);
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({
    phase: "idle",
    problem: { code: "auth.device_revoked" },
    records: { refused: 1 },
  });
  expect((await enrolment())?.revokedAt).toBe(scene.now);
  expect(scene.server.photoWrites).toHaveLength(1);
  expect(scene.server.count("/sync/pull")).toBe(0);
  const asked = scene.server.count("GET /api/v1/device");
  const later = await handedIn(scene.phone);
  expect((await scene.engine.runSync("user")).problem?.code).toBe("auth.device_revoked");
  expect((await outbox()).find(({ revision }) => revision.revision === later.revision)?.tries).toBe(1);
  expect(scene.server.count("GET /api/v1/device")).toBe(asked);
  expect(scene.server.count("/sync/pull")).toBe(0);
});

test("it is learned from a pull as well", async () => {
  scene.server.revoked = true;
  await scene.engine.runSync("timer");
  expect((await enrolment())?.revokedAt).toBe(scene.now);
});

test("a token that is not known ends the run and loses nothing", async () => {
  await keepEnrolment({ ...scene.phone, token: "old" });
  await handedIn(scene.phone, [1]);
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "waiting", problem: { code: "auth.sign_in_needed" } });
  expect(scene.server.calls).toHaveLength(1);
  expect(await states()).toEqual({ records: ["waiting"], photos: ["waiting"] });
});

test("a cursor that the server cannot read is left out, and drafts stay", async () => {
  const begun = await begin();
  scene.server.fail("/sync/pull?cursor=", { status: 400, code: "pull.cursor" });
  scene.server.pages = [page([put("subject", "s9")], { reset: true, cursor: "new" })];
  expect((await scene.engine.runSync("user")).phase).toBe("idle");
  expect(scene.server.calls.at(-1)?.path).toBe("/api/v1/sync/pull?limit=200");
  expect((await subjects()).map(({ id }) => id)).toEqual(["s9"]);
  expect(await draft(begun.record)).toEqual(begun);
});

test("a pull that breaks off goes on where it was", async () => {
  scene.server.pages = [page([put("subject", "s1")], { cursor: "p1", more: true, left: 1 })];
  let pulls = 0;
  scene.server.fail(({ path }) => path.includes("/pull") && ++pulls === 2, "no_line");
  await scene.engine.runSync("user");
  scene.server.pages = [page([put("subject", "s2")])];
  await fresh().runSync("opened");
  expect(scene.server.calls.at(-1)?.path).toContain("cursor=p1");
  expect(await subjects()).toHaveLength(2);
});

test("nobody is enrolled", async () => {
  await wipe();
  expect((await scene.engine.runSync("user")).phase).toBe("idle");
  expect(scene.server.calls).toEqual([]);
});
