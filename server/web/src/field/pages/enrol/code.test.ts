import { describe, expect, it } from "vitest";
import { caretAfter, codeIn, hasForeign, isWhole, lettersOf, withHyphens } from "./code";

describe("enrolment code", () => {
  it("takes what a person types and leaves out the rest", () => {
    expect(lettersOf(" abcd-efgh 2345")).toBe("ABCDEFGH2345");
    expect(lettersOf("AB0O1ILCD")).toBe("ABCD");
    expect(lettersOf("ABCDEFGH2345ZZZ")).toBe("ABCDEFGH2345");
  });
  it("notices letters that no code holds", () => {
    expect(hasForeign("ABCD-O")).toBe(true);
    expect(hasForeign("ab1")).toBe(true);
    expect(hasForeign("ABCD-EFGH 2")).toBe(false);
  });
  it("writes groups of four, ready for the next", () => {
    expect(withHyphens("")).toBe("");
    expect(withHyphens("ABC")).toBe("ABC");
    expect(withHyphens("ABCD")).toBe("ABCD-");
    expect(withHyphens("ABCDE")).toBe("ABCD-E");
    expect(withHyphens("ABCDEFGH2345")).toBe("ABCD-EFGH-2345");
  });
  it("keeps the caret behind the letter that was typed", () => {
    expect([0, 3, 4, 5, 8, 12].map(caretAfter)).toEqual([0, 3, 5, 6, 10, 14]);
    for (const letters of ["A", "ABCD", "ABCDEFGH", "ABCDEFGH2345"])
      expect(caretAfter(letters.length)).toBe(withHyphens(letters).length);
  });
  it("knows a whole one", () => {
    expect(isWhole("ABCDEFGH2345")).toBe(true);
    expect(isWhole("ABCDEFGH234")).toBe(false);
  });
  it("reads the link in a QR, or the code alone, and nothing else", () => {
    expect(codeIn("https://thucdia.example/field/?enrol=ABCD-EFGH-2345")).toBe("ABCDEFGH2345");
    expect(codeIn("https://thucdia.example/field/?a=1&enrol=abcd-efgh-2345#x")).toBe("ABCDEFGH2345");
    expect(codeIn("abcd efgh 2345")).toBe("ABCDEFGH2345");
    expect(codeIn("https://example.org/ABCDEFGH2345")).toBeUndefined();
    expect(codeIn("00020101021238570010A00000072701270006970436")).toBeUndefined();
    expect(codeIn("ABCD-EFGH")).toBeUndefined();
  });
});
