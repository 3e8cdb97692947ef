import { describe, expect, it } from "vitest";
import type { OutboxEntry, RecordState, UploadEntry } from "~/field/model";
import { bytesDone, isReturned, sentRecords } from "./newest";

let clock = 0;
function entry(record: string, revision: string, state: OutboxEntry["state"]): OutboxEntry {
  clock += 1;
  return {
    record,
    revision: { revision, record } as OutboxEntry["revision"],
    handedInAt: clock,
    state,
    tries: 0,
  };
}
function photo(record: string, sha256: string, part: Partial<UploadEntry> = {}): UploadEntry {
  return {
    sha256,
    record,
    bytes: 1000,
    mediaType: "image/jpeg",
    queuedAt: 0,
    state: "waiting",
    offset: 0,
    tries: 0,
    ...part,
  };
}
const state = (head: string | undefined, status: RecordState["status"] = "returned"): RecordState => ({
  record: "a",
  status,
  ...(head ? { head } : {}),
  conflicts: 0,
  held: 0,
  flags: [],
  omissions: [],
  photos_missing: 0,
});

describe("records that were handed in", () => {
  it("gathers snapshots and photos by record, newest first", () => {
    const outbox = [entry("a", "a1", "sent"), entry("b", "b1", "sent"), entry("a", "a2", "waiting")];
    const uploads = [
      photo("a", "1", { state: "stored" }),
      photo("a", "2", { offset: 400 }),
      photo("b", "3", { state: "stored" }),
    ];
    const [first, second] = sentRecords(outbox, uploads);
    expect(first?.record).toBe("a");
    expect(first?.entries.map(({ revision }) => revision.revision)).toEqual(["a2", "a1"]);
    expect(first).toMatchObject({ photosLeft: 1, bytesLeft: 600, bytesTotal: 2000, unsent: true });
    expect(second).toMatchObject({ record: "b", photosLeft: 0, bytesLeft: 0, unsent: false });
  });
  it("counts a record as unsent while only a photo is missing", () => {
    const [line] = sentRecords([entry("a", "a1", "sent")], [photo("a", "1", { state: "failed" })]);
    expect(line?.unsent).toBe(true);
  });
  it("never counts more bytes than a photo has", () => {
    expect(bytesDone(photo("a", "1", { offset: 5000 }))).toBe(1000);
  });
});

describe("a return", () => {
  it("stands while nothing newer was handed in", () => {
    const one = entry("a", "a1", "sent");
    expect(isReturned(state("a1"), [one])).toBe(true);
    expect(isReturned(state("a1", "received"), [one])).toBe(false);
    expect(isReturned(undefined, [one])).toBe(false);
  });
  it("stands on a phone that holds no snapshot of it", () => {
    expect(isReturned(state("a1"), [])).toBe(true);
  });
  it("is answered by the next snapshot, before and after it was sent", () => {
    const first = entry("a", "a1", "sent");
    expect(isReturned(state("a1"), [first, entry("a", "a2", "waiting")])).toBe(false);
    expect(isReturned(state("a1"), [first, entry("a", "a3", "sent")])).toBe(false);
  });
  it("stands where the server joined it with another's", () => {
    expect(isReturned(state("joined"), [entry("a", "a1", "sent")])).toBe(true);
  });
});
