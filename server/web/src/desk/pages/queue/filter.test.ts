import { describe, expect, it } from "vitest";
import { asked, askedInAnyState, countOf } from "./filter";

describe("the queue's filter", () => {
  it("asks for what is to be reviewed where the address says nothing", () => {
    expect(asked({})).toEqual({ status: "received" });
    expect(asked({ status: "all", q: "tri le" })).toEqual({ q: "tri le" });
    expect(asked({ status: "returned" })).toEqual({ status: "returned" });
  });
  it("counts states over everything else", () => {
    expect(askedInAnyState({ status: "accepted", kind: "work", sort: "worst" })).toEqual({ kind: "work" });
    expect(countOf({ status: "accepted", kind: "work", sort: "worst" })).toBe(1);
  });
});
