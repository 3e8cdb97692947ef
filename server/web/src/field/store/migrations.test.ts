// @vitest-environment node
import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { beforeEach, expect, test, vi } from "vitest";
import { MIGRATIONS, type Migration, migrate } from "./migrations";
import type { FieldDb } from "./shape";

const NAME = "migrations";

const open = (steps: readonly Migration[]) =>
  openDB<FieldDb>(NAME, steps.length, { upgrade: (db, from, _to, tx) => migrate(db, from, tx, steps) });

beforeEach(() => deleteDB(NAME));

test("an older database comes to the newest shape with everything that was in it", async () => {
  const old = await open(MIGRATIONS);
  await old.put("drafts", { record: "r1", answers: { a: { value: { number: 1 } } } } as never);
  await old.put("blobs", {
    sha256: "s",
    bytes: 3,
    mediaType: "image/jpeg",
    storedAt: 1,
    data: new Blob(["abc"]),
  });
  await old.put("outbox", { revision: { revision: "v1" }, record: "r1", state: "waiting" } as never);
  old.close();

  const runs: string[] = [];
  const second: Migration = async (db, tx) => {
    runs.push("second");
    db.createObjectStore("later" as never);
    for await (const cursor of tx.objectStore("drafts"))
      await cursor.update({ ...cursor.value, touchedAt: 7 });
  };
  const third: Migration = () => void runs.push("third");
  const now = await open([...MIGRATIONS, second, third]);

  expect(runs).toEqual(["second", "third"]);
  expect(now.version).toBe(MIGRATIONS.length + 2);
  expect(await now.get("drafts", "r1")).toEqual({
    record: "r1",
    answers: { a: { value: { number: 1 } } },
    touchedAt: 7,
  });
  expect(await (await now.get("blobs", "s"))?.data.text()).toBe("abc");
  expect(await now.getAllFromIndex("outbox", "state", "waiting")).toHaveLength(1);
  expect([...now.objectStoreNames]).toContain("later");
  now.close();
});

test("a step that fails leaves the database as it was", async () => {
  const old = await open(MIGRATIONS);
  await old.put("drafts", { record: "r1" } as never);
  old.close();
  const bad: Migration = async (_db, tx) => {
    await tx.objectStore("drafts").clear();
    throw new Error("bad step");
  };
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await expect(open([...MIGRATIONS, bad])).rejects.toThrow();
  const still = await open(MIGRATIONS);
  expect(await still.get("drafts", "r1")).toEqual({ record: "r1" });
  still.close();
});
