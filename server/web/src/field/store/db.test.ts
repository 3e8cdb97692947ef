// @vitest-environment node
import { openDB } from "idb";
import { beforeEach, expect, test } from "vitest";
import { NAME } from "./db";
import { drafts } from "./drafts";
import { StoreBlocked } from "./errors";
import { MIGRATIONS } from "./migrations";
import { begin, freshPhone } from "./testing";

beforeEach(async () => {
  await freshPhone();
});

test("a page makes way for a newer one, and then says that it is too old", async () => {
  await begin();
  const newer = await openDB(NAME, MIGRATIONS.length + 1);
  const thrown = await drafts().catch((failed: unknown) => failed);
  expect(thrown).toBeInstanceOf(StoreBlocked);
  expect((thrown as StoreBlocked).why).toBe("page_too_old");
  expect(await newer.count("drafts")).toBe(1);
  newer.close();
});

test("a connection that the browser closed is opened anew", async () => {
  await begin();
  const real = IDBDatabase.prototype.transaction;
  let calls = 0;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given) {
    calls += 1;
    if (calls === 1) throw new DOMException("closing", "InvalidStateError");
    return real.apply(this, given);
  };
  try {
    expect(await drafts()).toHaveLength(1);
  } finally {
    IDBDatabase.prototype.transaction = real;
  }
  expect(calls).toBe(2);
});
