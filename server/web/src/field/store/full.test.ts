// @vitest-environment node
// A full disk: as an error of one request, and at the commit, which is where browsers mostly notice.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Draft } from "../model";
import { changeDraft, draft, saveDraft } from "./drafts";
import { StorageFull } from "./errors";
import { handIn } from "./hand-in";
import { outbox, uploads } from "./outbox";
import { addPhoto, photoBlob, thumb } from "./photos";
import { begin, freshPhone, shot, snapshot } from "./testing";

const full = () => new DOMException("no room", "QuotaExceededError");

/** From now on writing to `store` fails at once. */
function fullAtRequest(store: string): void {
  for (const name of ["put", "add"] as const) {
    const real = IDBObjectStore.prototype[name];
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (this: IDBObjectStore, ...given) {
      if (this.name === store) throw full();
      return real.apply(this, given);
    });
  }
}

/** From now on what was written to `store` does not fit when the transaction is to end. */
function fullAtCommit(store: string): void {
  for (const name of ["put", "add"] as const) {
    const real = IDBObjectStore.prototype[name];
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (this: IDBObjectStore, ...given) {
      const request = real.apply(this, given);
      const tx = this.transaction as IDBTransaction & { _abort: (name: string) => void };
      if (this.name === store) request.addEventListener("success", () => tx._abort("QuotaExceededError"));
      return request;
    });
  }
}

afterEach(() => void vi.restoreAllMocks());

describe.each([
  ["at the request", fullAtRequest],
  ["at the commit", fullAtCommit],
])("the phone is full %s", (_when, fill) => {
  let begun: Draft;

  beforeEach(async () => {
    await freshPhone();
    begun = await changeDraft((await begin()).record, (now) => ({
      ...now,
      answers: { a: { value: { number: 1 } } },
    }));
  });

  test.each(["blobs", "thumbs", "drafts"])("a photo is kept whole or not at all (%s)", async (store) => {
    const taken = await shot(1);
    fill(store);
    await expect(addPhoto(begun.record, taken)).rejects.toBeInstanceOf(StorageFull);
    vi.restoreAllMocks();
    expect(await draft(begun.record)).toEqual(begun);
    expect(await photoBlob(taken.photo.sha256)).toBeUndefined();
    expect(await thumb(taken.photo.sha256)).toBeUndefined();
    await addPhoto(begun.record, taken);
    expect((await draft(begun.record))?.photos).toEqual([taken.photo]);
  });

  test("a touch that does not fit leaves the one before", async () => {
    fill("drafts");
    await expect(saveDraft({ ...begun, answers: {} })).rejects.toBeInstanceOf(StorageFull);
    vi.restoreAllMocks();
    expect(await draft(begun.record)).toEqual(begun);
  });

  test.each(["outbox", "uploads", "drafts"])("handing in is whole or not at all (%s)", async (store) => {
    const phone = await freshPhone();
    const { record } = await begin();
    await addPhoto(record, await shot(1));
    const before = await draft(record);
    if (!before) throw new Error("gone");
    const revision = await snapshot(before, phone);
    fill(store);
    await expect(handIn(record, revision)).rejects.toBeInstanceOf(StorageFull);
    vi.restoreAllMocks();
    expect(await draft(record)).toEqual(before);
    expect(await outbox()).toEqual([]);
    expect(await uploads()).toEqual([]);
    await handIn(record, revision);
    expect(await outbox()).toHaveLength(1);
  });
});

test("bytes that are not those of the photo's name are not kept", async () => {
  await freshPhone();
  const { record } = await begin();
  const [one, other] = [await shot(1), await shot(2)];
  await expect(addPhoto(record, { ...one, bytes: other.bytes })).rejects.toThrow(/others/);
  expect((await draft(record))?.photos).toEqual([]);
});
