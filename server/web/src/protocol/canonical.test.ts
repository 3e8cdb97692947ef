// @vitest-environment node
import { describe, expect, it } from "vitest";
import { canonical, parseStrict, sha256Hex } from "./canonical";
import { chance } from "./testing";

/** RFC 8785 appendix B: the bits of a double and its one text. */
const NUMBERS: [bits: bigint, text: string][] = [
  [0x0000000000000000n, "0"],
  [0x8000000000000000n, "0"],
  [0x0000000000000001n, "5e-324"],
  [0x8000000000000001n, "-5e-324"],
  [0x7fefffffffffffffn, "1.7976931348623157e+308"],
  [0x4340000000000000n, "9007199254740992"],
  [0x4430000000000000n, "295147905179352830000"],
  [0x44b52d02c7e14af5n, "9.999999999999997e+22"],
  [0x44b52d02c7e14af6n, "1e+23"],
  [0x444b1ae4d6e2ef4fn, "999999999999999900000"],
  [0x444b1ae4d6e2ef50n, "1e+21"],
  [0x3eb0c6f7a0b5ed8cn, "9.999999999999997e-7"],
  [0x3eb0c6f7a0b5ed8dn, "0.000001"],
  [0x41b3de4355555553n, "333333333.3333332"],
  [0xbecbf647612f3696n, "-0.0000033333333333333333"],
  [0x43143ff3c1cb0959n, "1424953923781206.2"],
];

describe("canonical", () => {
  it.each(NUMBERS)("writes the double %# of appendix B as %s", (bits, text) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, bits);
    expect(canonical(view.getFloat64(0))).toBe(text);
  });

  it("says what JSON.stringify sends: a member that is undefined is not there", () => {
    const value = { b: undefined, a: [1, "x"], c: { d: undefined } };
    expect(canonical(value)).toBe('{"a":[1,"x"],"c":{}}');
    expect(canonical(JSON.parse(JSON.stringify(value)))).toBe(canonical(value));
  });

  it("writes what every object inherits only where it is there", () => {
    expect(canonical(JSON.parse('{"constructor":1,"__proto__":2}'))).toBe('{"__proto__":2,"constructor":1}');
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "\ud800",
    { "\udc00": 1 },
    [undefined],
    undefined,
    new Date(0),
    new Map(),
    () => 1,
    1n,
  ])("throws where the value is no JSON (%#)", (value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  it("does not depend on the order in which members were written, and reads back", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const value = someJson(chance(seed), 4);
      const text = canonical(value);
      expect(canonical(parseStrict(text))).toBe(text);
      expect(canonical(turned(value))).toBe(text);
      expect(parseStrict(text)).toEqual(value);
    }
  });
});

const WORDS = ["", "a", "z", "10", "9", "é", "ộ", "€", "😀", "\ufb33", '"\\', "\n\u0000"];

function someJson(random: (below: number) => number, depth: number): unknown {
  const kind = random(depth > 0 ? 6 : 4);
  if (kind === 0) return [null, true, false][random(3)];
  if (kind === 1) return random(2 ** 31) / 10 ** random(12);
  if (kind < 4) return WORDS[random(WORDS.length)];
  const parts = Array.from({ length: random(5) }, () => someJson(random, depth - 1));
  if (kind === 4) return parts;
  return Object.fromEntries(parts.map((part) => [WORDS[random(WORDS.length)], part]));
}

/** The same value with the members of its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, turned(member)]);
  return Object.fromEntries(members.reverse());
}

describe("parseStrict", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  it.each([
    '[{"b":{"c":0,"d":0,"c":0}}]',
    '{"a":{},"a":{}}',
    '{"a" : 1, "\\u0061" : 2}',
    '["\\udc00x"]',
    '{"\\ud800":1}',
    "[-1e400]",
    deep(128),
    "01",
    "NaN",
    "",
    '"\u0001"',
  ])("refuses %s", (text) => {
    expect(() => parseStrict(text)).toThrow(SyntaxError);
  });

  it("lets one key stand in several objects, and as text", () => {
    const text = '{"a":{"a":["a","a"],"b":{"a":"{\\"a\\":1,\\"a\\":2}"}},"c":[{"a":1},{"a":1}]}';
    expect(parseStrict(text)).toEqual(JSON.parse(text));
  });

  it("goes as deep as the server does", () => {
    expect(parseStrict(deep(127))).toEqual(JSON.parse(deep(127)));
  });
});

describe("sha256Hex", () => {
  // FIPS 180-4, the example of one block.
  const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  it("hashes bytes, and the bytes of a blob", async () => {
    expect(await sha256Hex(new TextEncoder().encode("abc"))).toBe(ABC);
    expect(await sha256Hex(new Blob(["a", "bc"]))).toBe(ABC);
  });
});
