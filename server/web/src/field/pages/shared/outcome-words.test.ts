import { describe, expect, it } from "vitest";
import type { OutboxEntry, Outcome, RecordState } from "~/field/model";
import { outcomeWords, recordWords, reviewWords } from "./outcome-words";

const receipt = {} as Extract<Outcome, { outcome: "accepted" }>["receipt"];
const entry = (outcome?: Outcome): OutboxEntry => ({
  revision: {} as OutboxEntry["revision"],
  record: "a",
  handedInAt: 0,
  state: outcome ? (outcome.outcome === "rejected" ? "refused" : "sent") : "waiting",
  tries: 0,
  ...(outcome ? { outcome } : {}),
});
const problem = (message_vi: string) => ({ path: "/answers", code: "x", message: "wrong", message_vi });

describe("outcomes in words", () => {
  it("names the number that the server gave", () => {
    expect(outcomeWords(entry({ outcome: "accepted", number: 2, receipt })).words).toBe(
      "Máy chủ đã nhận, bản số 2",
    );
    // Sent twice is the same as sent once.
    expect(outcomeWords(entry({ outcome: "duplicate", number: 2, receipt }))).toEqual(
      outcomeWords(entry({ outcome: "accepted", number: 2, receipt })),
    );
  });
  it("tells a joined snapshot from one that disagrees", () => {
    const merged = outcomeWords(entry({ outcome: "merged", number: 3, revision: "r", receipt }));
    expect(merged).toMatchObject({ tone: "green", mend: false });
    const split = outcomeWords(
      entry({ outcome: "conflict", number: 3, theirs: "r", places: ["/answers/a", "/answers/b"], receipt }),
    );
    expect(split.tone).toBe("rust");
    expect(split.details[0]).toContain("2");
    expect(split.mend).toBe(false);
  });
  it("says why something was refused, each reason once, and that it can be mended", () => {
    const refused = outcomeWords(
      entry({ outcome: "rejected", problems: [problem("Sai một"), problem("Sai hai"), problem("Sai một")] }),
    );
    expect(refused).toMatchObject({ tone: "red", mend: true, details: ["Sai một", "Sai hai"] });
  });
  it("does not call a record received whose photos are still here", () => {
    const newest = entry({ outcome: "accepted", number: 1, receipt });
    expect(recordWords({ newest, photosLeft: 0 }).tone).toBe("green");
    const left = recordWords({ newest, photosLeft: 2 });
    expect(left.tone).toBe("amber");
    expect(left.words).toBe("Máy chủ đã nhận, bản số 1, còn 2 ảnh chưa gửi");
    expect(recordWords({ newest: entry(), photosLeft: 2 }).words).toBe("Chờ gửi");
  });
  it("counts a reviewer's comments", () => {
    const state = { status: "returned", comments: [{ text: "a" }, { text: "b" }] } as RecordState;
    expect(reviewWords(state)?.words).toContain("2 góp ý");
    expect(reviewWords({ status: "received" } as RecordState)).toBeUndefined();
  });
});
