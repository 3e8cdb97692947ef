import { describe, expect, it } from "vitest";
import { BEHIND_FINDINGS, behindOf, figureHref } from "./figure-links";

describe("figureHref", () => {
  it("leads to the records in every state", () => {
    expect(figureHref("records?evaluation=e1&from=2024-01-01&to=2024-06-30&whole=true&sub_project=s")).toBe(
      "/desk?evaluation=e1&from=2024-01-01&to=2024-06-30&whole=true&sub_project=s&status=all",
    );
    expect(figureHref("records?evaluation=e1&status=accepted")).toBe("/desk?evaluation=e1&status=accepted");
  });
  it("leads to findings and subjects", () => {
    expect(figureHref("findings?evaluation=e1&category=quality&state=open")).toBe(
      "/desk/findings?evaluation=e1&category=quality&state=open",
    );
    expect(figureHref("/api/v1/subjects?evaluation=e1&planned=true")).toBe(
      "/desk/subjects?evaluation=e1&planned=true",
    );
  });
  it("leads nowhere where there is no list", () => {
    expect(figureHref(undefined)).toBeUndefined();
    expect(figureHref("units?x=1")).toBeUndefined();
  });
});

describe("behindOf", () => {
  it("is what came with a number, and nothing without its report", () => {
    const filter = { evaluation: "e", from: "2024-01-01", state: "open" };
    expect(behindOf(filter, BEHIND_FINDINGS)).toEqual({ evaluation: "e", from: "2024-01-01" });
    expect(behindOf({ from: "2024-01-01" }, BEHIND_FINDINGS)).toEqual({});
  });
});
