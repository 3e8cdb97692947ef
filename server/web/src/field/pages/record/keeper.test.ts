import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "~/field/model";
import { withNote, withValue } from "~/field/record";
import { Keeper, TYPING_MS } from "./keeper";

const begun = { record: "r", answers: {}, photos: [], touchedAt: 1 } as unknown as Draft;

/** A store whose writes end when they are told to. */
function slowStore() {
  const writes: { draft: Draft; done: () => void; fail: (thrown: unknown) => void }[] = [];
  return {
    writes,
    save: vi.fn(
      (draft: Draft) => new Promise<void>((done, fail) => writes.push({ draft, done: () => done(), fail })),
    ),
    isFull: (thrown: unknown) => thrown === "full",
    now: () => Date.now(),
  };
}

async function settle() {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

const pass = (draft: Draft) => withValue(draft, "told", { outcome: "pass" });
const fail = (draft: Draft) => withValue(draft, "told", { outcome: "fail" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("keeping a draft", () => {
  it("writes a touch at once, and says saved when the write is done", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    keeper.change(pass);
    await settle();
    expect(store.writes).toHaveLength(1);
    expect(keeper.keeping).toBe("saving");
    store.writes[0]?.done();
    await settle();
    expect(keeper.keeping).toBe("saved");
  });

  it("writes typing a few times a second, and not at each key", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    for (const text of ["a", "ab", "abc"]) keeper.change((draft) => withNote(draft, "told", text), true);
    await settle();
    expect(store.writes).toHaveLength(0);
    expect(keeper.keeping).toBe("saving");
    await vi.advanceTimersByTimeAsync(TYPING_MS);
    expect(store.writes.map(({ draft }) => draft.answers.told?.note)).toEqual(["abc"]);
    store.writes[0]?.done();
    // Somebody who types without a pause is not left to the end of it.
    for (let key = 0; key < 10; key += 1) {
      keeper.change((draft) => withNote(draft, "told", `abc${key}`), true);
      await vi.advanceTimersByTimeAsync(TYPING_MS / 4);
      for (const write of store.writes) write.done();
    }
    expect(store.writes.length).toBeGreaterThan(2);
    expect(store.writes.length).toBeLessThan(5);
  });

  it("does not wait for typing to rest when the page goes away", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    keeper.change((draft) => withNote(draft, "told", "a"), true);
    void keeper.flush();
    await settle();
    expect(store.writes).toHaveLength(1);
  });

  it("writes one after the other, the newest last, and is not saved in between", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    keeper.change(pass);
    await settle();
    keeper.change(fail);
    await settle();
    expect(store.writes).toHaveLength(1);
    store.writes[0]?.done();
    await settle();
    expect(keeper.keeping).toBe("saving");
    expect(store.writes[1]?.draft.answers.told?.value).toEqual({ outcome: "fail" });
    store.writes[1]?.done();
    await settle();
    expect(keeper.keeping).toBe("saved");
  });

  it("says that there is no room, keeps the touch in memory, and writes it when there is", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    keeper.change(pass);
    await settle();
    store.writes[0]?.fail("full");
    await settle();
    expect(keeper.keeping).toBe("full");
    expect(keeper.draft.answers.told?.value).toEqual({ outcome: "pass" });
    void keeper.flush();
    await settle();
    store.writes[1]?.done();
    await settle();
    expect(keeper.keeping).toBe("saved");
  });

  it("tells another failure from a full disk", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    keeper.change(pass);
    await settle();
    store.writes[0]?.fail(new Error("gone"));
    await settle();
    expect(keeper.keeping).toBe("failed");
    expect(errors).toHaveBeenCalledOnce();
    errors.mockRestore();
  });

  it("never writes an older draft over what the store did alone", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    let stored: () => void = () => undefined;
    const photo = { sha256: "a" } as Draft["photos"][number];
    const adding = keeper.alone(
      () => new Promise<typeof photo>((done) => (stored = () => done(photo))),
      (draft, added) => ({ ...draft, photos: [...draft.photos, added] }),
    );
    await settle();
    keeper.change(pass);
    await settle();
    expect(store.writes).toHaveLength(0);
    stored();
    await adding;
    await settle();
    expect(store.writes[0]?.draft.photos).toEqual([photo]);
    expect(store.writes[0]?.draft.answers.told?.value).toEqual({ outcome: "pass" });
  });

  it("lets a failure of that work out, and goes on", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    await expect(
      keeper.alone(
        () => Promise.reject("full"),
        (draft) => draft,
      ),
    ).rejects.toBe("full");
    keeper.change(pass);
    await settle();
    expect(store.writes).toHaveLength(1);
  });

  it("takes another tab's draft, but not over a touch that is not written, nor an older one", async () => {
    const store = slowStore();
    const keeper = new Keeper(begun, store);
    const other = { ...pass(begun), touchedAt: 5 };
    keeper.adopt(other);
    expect(keeper.draft).toBe(other);
    keeper.adopt(begun);
    expect(keeper.draft).toBe(other);
    keeper.change(fail);
    keeper.adopt({ ...other, touchedAt: Number.MAX_SAFE_INTEGER });
    expect(keeper.draft.answers.told?.value).toEqual({ outcome: "fail" });
  });
});
