// @vitest-environment node
import { describe, expect, test, vi } from "vitest";
import type { Revision } from "../model";
import { freeSpace, receipts, subjects, thumb } from "../store";
import { handedIn, page, put } from "../store/testing";
import { createEngine } from "./engine";
import { syncState, watchSync } from "./state";
import { big, expectOnce, scene, setScene, states } from "./testing";

setScene();

describe("a good day", () => {
  test("everything is sent once, signed for, and noted", async () => {
    const handed = [await handedIn(scene.phone, [1, 2]), await big(3), await handedIn(scene.phone)];
    scene.server.pages = [
      page([put("subject", "s1")], { more: true, left: 1 }),
      page([put("subject", "s2")]),
    ];
    const phases: string[] = [];
    const stop = watchSync(({ phase }) => phases.at(-1) !== phase && phases.push(phase));
    const state = await scene.engine.runSync("user");
    stop();
    expectOnce(...handed);
    expect(await states()).toEqual({
      records: ["sent", "sent", "sent"],
      photos: ["stored", "stored", "stored"],
    });
    expect(await receipts()).toHaveLength(6);
    expect((await subjects()).map(({ id }) => id)).toEqual(["s1", "s2"]);
    expect(phases).toEqual(["idle", "pushing", "pulling", "photos", "pulling", "idle"]);
    expect(state).toMatchObject({
      phase: "idle",
      lastSuccessAt: scene.now,
      records: { left: 0, total: 3 },
      photos: { left: 0, total: 3, bytesLeft: 0, bytesTotal: 702_000, bytesDone: 702_000 },
    });
    expect(state).not.toHaveProperty("problem");
    expect(await freeSpace()).toEqual({ count: 3, bytes: 702_000 });
  });

  test("a second run sends nothing", async () => {
    await handedIn(scene.phone, [1]);
    await scene.engine.runSync("user");
    scene.server.calls.length = 0;
    await scene.engine.runSync("timer");
    expect(scene.server.calls.map(({ path }) => path.split("?")[0])).toEqual(["/api/v1/sync/pull"]);
  });

  test("small bodies go as they are, large ones compressed", async () => {
    for (let at = 0; at < 12; at += 1) await handedIn(scene.phone);
    await scene.engine.runSync("user");
    const [push] = scene.server.calls.filter(({ path }) => path.endsWith("/push"));
    expect(push?.headers.get("content-encoding")).toBe("gzip");
    expect(push?.bytes.length).toBeLessThan(JSON.stringify(scene.server.revisions).length);
  });

  test("the progress of a photo is told in bytes", async () => {
    await big(1);
    const offsets: number[] = [];
    const stop = watchSync(({ current }) => current && offsets.push(current.offset));
    await scene.engine.runSync("user");
    stop();
    expect(offsets).toEqual(expect.arrayContaining([262_144, 524_288, 700_000]));
    expect([...offsets].sort((one, other) => one - other)).toEqual(offsets);
    expect(syncState()).not.toHaveProperty("current");
  });

  test("images of earlier findings come along, and one that is refused keeps nothing", async () => {
    const finding = (id: string, photos: string[]) => put("finding", id, { id, photos });
    scene.server.findingImages.set("aa", "image");
    scene.server.pages = [page([finding("f1", ["aa", "bb"])])];
    const state = await scene.engine.runSync("user");
    expect(await (await thumb("aa"))?.text()).toBe("image");
    expect(state.phase).toBe("idle");
    await scene.engine.runSync("user");
    expect(scene.server.count("/photos/bb")).toBe(1);
  });
});

describe("one at a time", () => {
  test("what is handed in while a run is under way is sent by it", async () => {
    const first = await handedIn(scene.phone, [1]);
    let late: Promise<Revision> | undefined;
    const stop = watchSync(({ phase }) => {
      if (phase !== "photos" || late) return;
      late = handedIn(scene.phone, [2]).then(async (revision) => {
        await scene.engine.runSync("handed_in");
        return revision;
      });
    });
    const running = scene.engine.runSync("user");
    expect(scene.engine.runSync("timer")).toBe(running);
    await running;
    stop();
    const second = (await late) as Revision;
    expectOnce(first, second);
  });

  test("a page waits for the worker, and one that is left stops waiting", async () => {
    const queue: (() => void)[] = [];
    const locks = {
      request: (_name: string, { signal }: LockOptions, work: () => Promise<unknown>) =>
        new Promise((done, fail) => {
          signal?.addEventListener("abort", () => fail(signal.reason));
          queue.push(() => void work().then(done, fail));
        }),
    } as unknown as Pick<LockManager, "request">;
    const page = createEngine({ now: () => scene.now, random: () => 0, isOnline: () => true, locks });
    const handed = await handedIn(scene.phone);
    const left = page.runSync("user");
    await vi.waitFor(() => expect(queue).toHaveLength(1));
    page.stopSync();
    expect(await left).toMatchObject({ records: { left: 1 } });
    expect(scene.server.calls).toEqual([]);
    const second = page.runSync("user");
    await vi.waitFor(() => expect(queue).toHaveLength(2));
    queue[1]?.();
    await second;
    expectOnce(handed);
  });
});
