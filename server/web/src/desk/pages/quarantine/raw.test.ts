import { describe, expect, it } from "vitest";
import { asHex, asText } from "./raw";

describe("refused bytes", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it("indents JSON and leaves other text", () => {
    expect(asText(bytes('{"a":1}'), true)).toBe('{\n  "a": 1\n}');
    expect(asText(bytes("phiếu"), true)).toBe("phiếu");
  });
  it("survives a cut inside a letter, and says no to what is no text", () => {
    expect(asText(bytes("phiế").subarray(0, 4), false)).toBe("phi");
    expect(asText(new Uint8Array([0xff, 0xd8, 0xff]), true)).toBeUndefined();
  });
  it("shows bytes and what can be read of them", () => {
    expect(asHex(bytes("ab\n"))).toBe("000000  61 62 0a                                         ab·");
  });
});
