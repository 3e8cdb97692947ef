import { describe, expect, it } from "vitest";
import type { EarlierFinding } from "~/field/model";
import { byUrgency, dueOf } from "./findings";

const finding = (id: string, part: Partial<EarlierFinding>): EarlierFinding => ({
  id,
  number: 1,
  commune: "c",
  level: "F2",
  state: "open",
  found: "",
  raised_on: "2024-05-14",
  photos: [],
  ...part,
});
const ON = "2024-10-08";

describe("earlier findings", () => {
  it("come with the overdue first and the settled last, without the withdrawn", () => {
    const order = byUrgency(
      [
        finding("settled", { state: "resolved", level: "F3" }),
        finding("withdrawn", { state: "withdrawn" }),
        finding("reminder", { level: "F1" }),
        finding("grave", { level: "F3" }),
        finding("overdue", { due_on: "2024-10-07" }),
        finding("newer", { level: "F1", raised_on: "2024-06-01", state: "answered" }),
      ],
      ON,
    );
    expect(order.map(({ id }) => id)).toEqual(["overdue", "grave", "newer", "reminder", "settled"]);
  });
  it("say how long there is", () => {
    expect(dueOf(finding("a", { due_on: "2024-10-18" }), ON)).toEqual({ at: "left", days: 10 });
    expect(dueOf(finding("a", { due_on: ON }), ON)).toEqual({ at: "today" });
    expect(dueOf(finding("a", { due_on: "2024-09-08" }), ON)).toEqual({ at: "over", days: 30 });
    expect(dueOf(finding("a", { due_on: "2024-09-08", state: "resolved" }), ON)).toEqual({ at: "none" });
    expect(dueOf(finding("a", {}), ON)).toEqual({ at: "none" });
  });
});
