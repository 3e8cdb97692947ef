import { describe, expect, it } from "vitest";
import type { OutboxEntry, UploadEntry } from "~/field/model";
import { sentRecords } from "~/field/pages/shared/newest";
import { queueOf, secondsUntil } from "./totals";

const entry = (record: string, handedInAt: number, state: OutboxEntry["state"]): OutboxEntry => ({
  record,
  revision: { revision: `${record}${handedInAt}`, record } as OutboxEntry["revision"],
  handedInAt,
  state,
  tries: 0,
});
const photo = (record: string, sha256: string, offset: number, state: UploadEntry["state"]): UploadEntry => ({
  record,
  sha256,
  bytes: 100,
  mediaType: "image/jpeg",
  queuedAt: 0,
  state,
  offset,
  tries: 0,
});

describe("the queue", () => {
  const queue = queueOf(
    sentRecords(
      [
        entry("done", 1, "sent"),
        entry("photos", 2, "sent"),
        entry("waiting", 3, "waiting"),
        entry("refused", 4, "refused"),
        entry("mended", 5, "refused"),
        entry("mended", 6, "waiting"),
      ],
      [
        photo("done", "1", 100, "stored"),
        photo("photos", "2", 100, "stored"),
        photo("photos", "3", 40, "waiting"),
        photo("waiting", "4", 0, "failed"),
        photo("refused", "5", 100, "stored"),
      ],
    ),
  );
  const names = (list: { record: string }[]) => list.map(({ record }) => record);
  it("sends the oldest first, shows what was refused apart, and keeps the rest as history", () => {
    expect(names(queue.unsent)).toEqual(["photos", "waiting", "mended"]);
    expect(names(queue.refused)).toEqual(["refused"]);
    expect(names(queue.done)).toEqual(["done"]);
  });
  it("counts what is left, and only that", () => {
    // The record whose photos alone are here is no longer to be sent itself.
    expect(queue).toMatchObject({ records: 2, photos: 2, bytesLeft: 160, bytesTotal: 400 });
  });
});

describe("the next try", () => {
  it("is counted down in whole seconds", () => {
    expect(secondsUntil(10_500, 10_000)).toBe(1);
    expect(secondsUntil(40_000, 10_000)).toBe(30);
    expect(secondsUntil(9_000, 10_000)).toBeUndefined();
    expect(secondsUntil(undefined, 10_000)).toBeUndefined();
  });
});
