// @vitest-environment node
import { beforeEach, expect, test, vi } from "vitest";
import type { Enrolment, Outcome } from "../model";
import { write } from "./db";
import { changeDraft, draft } from "./drafts";
import { DraftClosed, NotHere } from "./errors";
import { handIn, reopen, snapshots } from "./hand-in";
import { noteOutcome, notePhotoReceipts, noteUpload, outbox, receiptFor, uploads, waiting } from "./outbox";
import { addPhoto, photoBlob, thumb } from "./photos";
import { freeSpace, storageUse } from "./space";
import { AT, accepted, again, begin, freshPhone, handedIn, receipt, shot, snapshot } from "./testing";
import { unsent } from "./unsent";

let phone: Enrolment;

beforeEach(async () => {
  phone = await freshPhone();
});

const refused: Outcome = {
  outcome: "rejected",
  problems: [{ path: "/commune", code: "record.out_of_scope", message: "", message_vi: "" }],
};

async function takenByServer(name: string, bytes = 1000): Promise<void> {
  await notePhotoReceipts([[name, receipt({ photo: { sha256: name, bytes } })]]);
}

const names = ({ photos = [] }: { photos?: { sha256: string }[] }) => photos.map(({ sha256 }) => sha256);

test("handing in queues the snapshot and its photos and closes the draft, once", async () => {
  const durability = vi.spyOn(IDBDatabase.prototype, "transaction");
  const revision = await handedIn(phone, [1, 2]);
  for (const [, mode, options] of durability.mock.calls)
    if (mode === "readwrite") expect(options).toEqual({ durability: "strict" });
  durability.mockRestore();
  await handIn(revision.record, revision);
  expect(await outbox()).toEqual([
    { revision, record: revision.record, handedInAt: AT, state: "waiting", tries: 0 },
  ]);
  expect((await uploads()).map(({ sha256, state, bytes }) => [sha256, state, bytes])).toEqual(
    names(revision)
      .sort()
      .map((name) => [name, "waiting", 1000]),
  );
  expect(await draft(revision.record)).toMatchObject({ state: "handed_in", base: revision.revision });
  const other = await snapshot({ ...(await begin()), record: revision.record }, phone);
  await expect(handIn(revision.record, other)).rejects.toBeInstanceOf(DraftClosed);
});

test("a snapshot of another base, or with a photo that is not here, is not handed in", async () => {
  const { record } = await begin();
  await addPhoto(record, await shot(1));
  const now = await draft(record);
  if (!now) throw new Error("gone");
  const wrongBase = await snapshot({ ...now, base: record }, phone);
  await expect(handIn(record, wrongBase)).rejects.toThrow(/another draft/);
  const { photo } = await shot(2);
  const unknown = await snapshot({ ...now, photos: [photo] }, phone);
  await expect(handIn(record, unknown)).rejects.toBeInstanceOf(NotHere);
  expect(await outbox()).toEqual([]);
  expect((await draft(record))?.state).toBe("filling");
});

test("a record that was sent is opened again with all that it holds, and is made from the newest snapshot", async () => {
  const revision = await handedIn(phone, [1]);
  await noteOutcome(revision.revision, accepted(revision));
  const opened = await reopen(revision.record);
  expect(opened).toMatchObject({ state: "filling", base: revision.revision, photos: revision.photos });
  await changeDraft(revision.record, (now) => ({ ...now, answers: { a: { value: { number: 2 } } } }));
  expect((await reopen(revision.record)).answers).toEqual({ a: { value: { number: 2 } } });
  const next = await again(revision.record, phone, AT + 1);
  expect(next.base).toBe(revision.revision);
  expect((await snapshots(revision.record)).map((entry) => entry.state)).toEqual(["sent", "waiting"]);
});

test("what is made after a refused snapshot hangs on none that the server does not have", async () => {
  const first = await handedIn(phone);
  await reopen(first.record);
  const second = await again(first.record, phone, AT + 1);
  await noteOutcome(first.revision, refused);
  expect(await outbox()).toMatchObject([{ state: "refused", outcome: refused }, { state: "waiting" }]);
  await noteOutcome(second.revision, accepted(second));
  const opened = await reopen(first.record);
  expect(opened.base).toBeUndefined();
  expect("base" in (await again(first.record, phone, AT + 2))).toBe(false);
});

test("a record that was accepted and then refused goes on from what was accepted", async () => {
  const first = await handedIn(phone);
  await noteOutcome(first.revision, accepted(first));
  await reopen(first.record);
  const second = await again(first.record, phone, AT + 1);
  await noteOutcome(second.revision, refused);
  expect((await reopen(first.record)).base).toBe(first.revision);
});

test("a photo that is stored stays so, and is not sent with a later snapshot", async () => {
  const revision = await handedIn(phone, [1]);
  const [name = ""] = names(revision);
  await noteUpload(name, { state: "failed", problem: "upload.hash", tries: 3 });
  expect((await uploads())[0]).toMatchObject({ state: "failed", problem: "upload.hash", tries: 3 });
  await takenByServer(name);
  await noteUpload(name, { state: "waiting", offset: 0 });
  const [stored] = await uploads();
  expect(stored).toMatchObject({ state: "stored", offset: 1000 });
  expect(stored).not.toHaveProperty("problem");
  await reopen(revision.record);
  await again(revision.record, phone, AT + 1);
  expect((await uploads()).map(({ state }) => state)).toEqual(["stored"]);
  expect((await waiting()).map((entry) => entry.handedInAt)).toEqual([AT, AT + 1]);
});

test("a photo that failed is tried anew when its record is handed in again", async () => {
  const revision = await handedIn(phone, [1]);
  await noteUpload(names(revision)[0] ?? "", { state: "failed", problem: "upload.hash", tries: 5 });
  await reopen(revision.record);
  await again(revision.record, phone);
  expect(await uploads()).toMatchObject([{ state: "waiting", tries: 0 }]);
});

test("room is freed only where the server has signed for the photo and for all that names it", async () => {
  const revision = await handedIn(phone, [1, 2, 3]);
  const [one = "", two = "", three = ""] = names(revision);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  // Signed for, and named by nothing that was handed in.
  const { record } = await begin();
  const stray = (await addPhoto(record, await shot(8))).sha256;
  const word = receipt({ photo: { sha256: stray, bytes: 1000 } });
  await write(["receipts", "drafts"], [], async (tx) => {
    await tx.objectStore("receipts").put({ key: `photo:${stray}`, receipt: word, checkedAt: AT });
    await tx.objectStore("drafts").delete(record);
  });
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  await takenByServer(one);
  await takenByServer(two, 999);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  await noteOutcome(revision.revision, accepted(revision));
  // Another snapshot names it, of which the server has not signed; then a draft that is being filled does.
  const otherRecord = await begin();
  await addPhoto(otherRecord.record, await shot(1));
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  const other = await again(otherRecord.record, phone, AT + 5);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  await noteOutcome(other.revision, refused);
  expect(await freeSpace()).toEqual({ count: 0, bytes: 0 });
  await noteOutcome(other.revision, accepted(other));
  const use = await storageUse();
  expect([use.photos, use.freeable]).toEqual([
    { count: 4, bytes: 4000 },
    { count: 1, bytes: 1000 },
  ]);
  expect(await freeSpace()).toEqual({ count: 1, bytes: 1000 });
  expect(await photoBlob(one)).toBeUndefined();
  expect((await thumb(one))?.size).toBe(50);
  // Signed for another length, and not signed for.
  expect((await photoBlob(two))?.size).toBe(1000);
  expect((await photoBlob(three))?.size).toBe(1000);
});

test("the oldest go first, and no more than asked for", async () => {
  const revision = await handedIn(phone, [3, 1, 2]);
  for (const name of names(revision)) await takenByServer(name);
  await noteOutcome(revision.revision, accepted(revision));
  expect(await freeSpace(1500)).toEqual({ count: 2, bytes: 2000 });
  const youngest = (await shot(3)).photo.sha256;
  expect((await photoBlob(youngest))?.size).toBe(1000);
  // Taken away again, a photo of which the server has signed needs no bytes to be handed in anew.
  await reopen(revision.record);
  await expect(again(revision.record, phone, AT + 1)).resolves.toBeDefined();
});

test("a rescue file holds what was handed in and not signed for, and no draft", async () => {
  const [sent, left] = [await handedIn(phone, [1]), await handedIn(phone, [2], AT + 1)];
  const drafted = await begin();
  await addPhoto(drafted.record, await shot(3));
  await noteOutcome(sent.revision, accepted(sent));
  const all = await unsent();
  expect(all.revisions).toEqual([left]);
  expect(all.photos.map(({ sha256 }) => sha256)).toEqual([...names(sent), ...names(left)].sort());
  expect(all.photos[0]).toMatchObject({ bytes: 1000, media_type: "image/jpeg" });
  await takenByServer(names(left)[0] ?? "");
  await noteOutcome(left.revision, refused);
  expect((await unsent()).revisions).toEqual([left]);
  expect((await unsent()).photos.map(({ sha256 }) => sha256)).toEqual(names(sent));
  expect(await receiptFor("revision", sent.revision)).toEqual(accepted(sent).receipt);
});
