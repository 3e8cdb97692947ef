// @vitest-environment node
import { expect, test, vi } from "vitest";
import type { Enrolment } from "../model";
import { enrolment, freeSpace, receipts } from "../store";
import { freshPhone, handedIn } from "../store/testing";
import { scene, setScene, states } from "./testing";

setScene();

test("one that another key signed does not count", async () => {
  await handedIn(scene.phone, [1]);
  scene.server.lies = true;
  const state = await scene.engine.runSync("user");
  expect(state).toMatchObject({
    phase: "waiting",
    problem: { code: "receipt.unverified" },
    records: { left: 1 },
  });
  expect(await states()).toEqual({ records: ["waiting"], photos: ["waiting"] });
  expect(await receipts()).toEqual([]);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  scene.server.lies = false;
  await scene.engine.runSync("user");
  expect(await states()).toEqual({ records: ["sent"], photos: ["stored"] });
  expect(scene.server.photoWrites).toHaveLength(1);
});

test("one for another thing does not count", async () => {
  await handedIn(scene.phone, [1]);
  const real = scene.server.receipt.bind(scene.server);
  vi.spyOn(scene.server, "receipt").mockImplementation((of) =>
    "photo" in of
      ? real({ photo: { ...of.photo, bytes: of.photo.bytes + 1 } })
      : real({ revision: { ...of.revision, sha256: "0".repeat(64) } }),
  );
  const state = await scene.engine.runSync("user");
  expect(state.problem?.code).toBe("receipt.unverified");
  expect(await receipts()).toEqual([]);
});

test("a key that the phone does not know yet is asked for", async () => {
  await freshPhone({ device: scene.server.device });
  scene.phone = (await enrolment()) as Enrolment;
  await handedIn(scene.phone, [1]);
  const state = await scene.engine.runSync("handed_in");
  expect(state.phase).toBe("idle");
  expect(scene.server.count("GET /api/v1/device")).toBe(1);
  expect((await enrolment())?.self?.server_keys).toEqual(scene.server.serverKeys);
  expect(await receipts()).toHaveLength(2);
});
