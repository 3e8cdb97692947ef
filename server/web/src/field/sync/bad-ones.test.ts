// @vitest-environment node
// One that is bad keeps none of the others.
import { expect, test } from "vitest";
import type { Revision } from "../model";
import { changeDraft, draft, freeSpace, outbox, reopen, uploads } from "../store";
import { write } from "../store/db";
import { again, begin, handedIn } from "../store/testing";
import { big, expectOnce, scene, setScene, states } from "./testing";

setScene();

test("a snapshot that the server refuses", async () => {
  const handed = [
    await handedIn(scene.phone, [1]),
    await handedIn(scene.phone, [2]),
    await handedIn(scene.phone, [3]),
  ];
  const bad = handed[1] as Revision;
  const problems = [{ path: "/commune", code: "record.out_of_scope", message: "x", message_vi: "y" }];
  scene.server.rejects.set(bad.revision, problems);
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "idle", records: { left: 0, refused: 1 } });
  expect((await states()).records).toEqual(["sent", "refused", "sent"]);
  expect((await outbox())[1]?.outcome).toEqual({ outcome: "rejected", problems });
  // Its photos are with the server, and stay on the phone as long as nothing was signed for what names them.
  expect(scene.server.photoWrites).toHaveLength(3);
  expect((await freeSpace()).count).toBe(2);
  expect(await reopen(bad.record)).toMatchObject({ state: "filling", photos: bad.photos });
  expect(await draft(bad.record)).not.toHaveProperty("base");
});

test("a batch that is too large is halved, and one that is too large alone is refused", async () => {
  const handed: Revision[] = [];
  for (let at = 0; at < 9; at += 1) handed.push(await handedIn(scene.phone));
  scene.server.maxBody = JSON.stringify({ revisions: handed.slice(0, 2) }).length + 50;
  const { record } = await begin(scene.now);
  await changeDraft(record, (stored) => ({
    ...stored,
    answers: { a: { value: { text: "x".repeat(5000) } } },
  }));
  const large = await again(record, scene.phone);
  const state = await scene.engine.runSync("user");
  expectOnce(...handed);
  expect(state).toMatchObject({ phase: "idle", records: { left: 0, refused: 1 } });
  const refused = (await outbox()).find(({ revision }) => revision.revision === large.revision);
  expect(refused?.outcome).toMatchObject({
    outcome: "rejected",
    problems: [{ code: "request.too_large" }],
  });
});

test("what something before the server refuses is not taken for the server's word", async () => {
  await handedIn(scene.phone);
  scene.server.fail("/sync/push", { status: 413 });
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "waiting", problem: { code: "http.413" } });
  expect((await states()).records).toEqual(["waiting"]);
  await scene.engine.runSync("user");
  expect((await states()).records).toEqual(["sent"]);
});

test("batches hold no more than the phone may send", async () => {
  for (let at = 0; at < 60; at += 1) await handedIn(scene.phone);
  await scene.engine.runSync("user");
  const pushes = scene.server.calls.filter(({ path }) => path.endsWith("/push"));
  expect(pushes).toHaveLength(2);
  expect(scene.server.revisions).toHaveLength(60);
});

test.each([
  ["upload.hash", 422],
  ["upload.checksum", 460],
  ["upload.length", 413],
])("a photo that the server refuses (%s)", async (code, status) => {
  await handedIn(scene.phone, [1, 2, 3]);
  scene.server.fail("POST /api/v1/uploads", { status, code });
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({ phase: "idle", photos: { left: 1, failed: 1 } });
  const failed = (await uploads()).filter((photo) => photo.state === "failed");
  expect(failed).toMatchObject([{ problem: code, tries: 1 }]);
  expect(scene.server.photoWrites).toHaveLength(2);
  await scene.engine.runSync("timer");
  expect((await states()).photos).toEqual(["stored", "stored", "stored"]);
});

test("a photo that keeps failing is left alone until the person asks", async () => {
  await handedIn(scene.phone, [1]);
  const refuse = { status: 422, code: "upload.hash" };
  scene.server.fail("POST /api/v1/uploads", refuse, refuse, refuse, refuse, refuse);
  for (let at = 0; at < 7; at += 1) await scene.engine.runSync("timer");
  expect(scene.server.count("POST /api/v1/uploads")).toBe(5);
  await scene.engine.runSync("user");
  expect((await states()).photos).toEqual(["stored"]);
});

test("a photo whose bytes are gone", async () => {
  const handed = await handedIn(scene.phone, [1, 2]);
  const gone = handed.photos?.[0]?.sha256 ?? "";
  await write(["blobs"], [], (tx) => tx.objectStore("blobs").delete(gone));
  await scene.engine.runSync("user");
  const found = (await uploads()).find(({ sha256 }) => sha256 === gone);
  expect(found).toMatchObject({ state: "failed", problem: "photo.gone" });
  expect(scene.server.photoWrites).toHaveLength(1);
});

test("an upload that the server forgot begins anew in the same run", async () => {
  const handed = await big(1);
  scene.server.fail("PATCH", "no_line");
  await scene.engine.runSync("user");
  scene.server.fail("HEAD", { status: 404, code: "upload.unknown" });
  const state = await scene.engine.runSync("user");
  expect(state.phase).toBe("idle");
  expectOnce(handed);
});
