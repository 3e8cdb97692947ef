import { describe, expect, it } from "vitest";
import { type NumberBounds, readNumber, writeNumber } from "./typed-number";

function read(typed: string, bounds?: NumberBounds, decimal?: "," | ".") {
  const found = readNumber(typed, bounds, decimal);
  return found.fault === "none" ? found.number : found.fault;
}

describe("figures as they are typed", () => {
  it.each([
    ["1.234,5", 1234.5],
    ["1234,5", 1234.5],
    ["1,5", 1.5],
    ["0,05", 0.05],
    ["12.000", 12000],
    ["1.234.567", 1234567],
    ["1.234.567,89", 1234567.89],
    ["0", 0],
    ["007", 7],
    ["1,250", 1.25],
    ["1,234", 1.234],
    [" 12 000 ", 12000],
    ["12\u00a0000,5", 12000.5],
    ["１２，５", 12.5],
  ])("%s is what a Vietnamese office means by it", (typed, number) => {
    expect(read(typed)).toBe(number);
  });

  it.each([
    ["12.5", 12.5],
    ["0.500", 0.5],
    ["0.05", 0.05],
    ["1234.567", 1234.567],
    ["1.2345", 1.2345],
    [".5", 0.5],
    [",5", 0.5],
    ["1,234.5", 1234.5],
    ["1,234,567", 1234567],
    ["1,234,567.8", 1234567.8],
  ])("%s can mean one thing only, so the pad's mark is forgiven", (typed, number) => {
    expect(read(typed)).toBe(number);
  });

  it.each([
    ["1,", 1],
    ["12.", 12],
    ["1.234,", 1234],
  ])("%s is half typed and already a figure", (typed, number) => {
    expect(read(typed)).toBe(number);
  });

  it.each([
    "",
    " ",
    "-",
    ",",
    ".",
    "abc",
    "12a",
    "12m",
    "1e5",
    "0x10",
    "Infinity",
    "1.23.456",
    "1.2.3",
    "1,2,3",
    "1.234,5,6",
    "1.23,4.5",
    "0.123.456",
    "1..5",
    "1,.5",
    "--5",
    "5-",
    "1-2",
    "1/2",
    "12%",
  ])("%j is refused", (typed) => {
    expect(read(typed)).toBe("unreadable");
  });

  it("knows the minus of every keyboard, and no minus zero", () => {
    expect(read("-1,5")).toBe(-1.5);
    expect(read("\u22121.000")).toBe(-1000);
    expect(read("+3")).toBe(3);
    expect(Object.is(read("-0"), 0)).toBe(true);
  });

  it("holds the bounds, edges included", () => {
    expect(read("0", { min: 0 })).toBe(0);
    expect(read("100", { min: 0, max: 100 })).toBe(100);
    expect(readNumber("-0,1", { min: 0 })).toEqual({ fault: "below", number: -0.1, min: 0 });
    expect(readNumber("100,1", { max: 100 })).toEqual({ fault: "above", number: 100.1, max: 100 });
    expect(readNumber("12.000", { max: 100 })).toEqual({ fault: "above", number: 12000, max: 100 });
  });

  it("counts decimals that say something", () => {
    expect(read("3,0", { decimals: 0 })).toBe(3);
    expect(readNumber("3,5", { decimals: 0 })).toEqual({ fault: "decimals", decimals: 0 });
    expect(readNumber("3.5", { decimals: 0 })).toEqual({ fault: "decimals", decimals: 0 });
    expect(read("3.500", { decimals: 0 })).toBe(3500);
    expect(read("1,25", { decimals: 2 })).toBe(1.25);
    expect(read("1,2500", { decimals: 2 })).toBe(1.25);
    expect(readNumber("1,255", { decimals: 2 })).toEqual({ fault: "decimals", decimals: 2 });
  });

  it("refuses what could not be kept digit by digit", () => {
    expect(read("123456789012345")).toBe(123456789012345);
    expect(read("1234567890123456")).toBe("too_long");
    expect(read("0,000000000000001")).toBe(1e-15);
  });

  it("reads English marks where English is on", () => {
    expect(read("12,000", {}, ".")).toBe(12000);
    expect(read("12.000", {}, ".")).toBe(12);
    expect(read("1,234.5", {}, ".")).toBe(1234.5);
    expect(read("1,5", {}, ".")).toBe(1.5);
  });
});

describe("figures as they stand in the field", () => {
  it("writes thousands and decimals", () => {
    expect(writeNumber(1234567.89)).toBe("1.234.567,89");
    expect(writeNumber(-1000)).toBe("-1.000");
    expect(writeNumber(0.05)).toBe("0,05");
    expect(writeNumber(-0)).toBe("0");
    expect(writeNumber(1234.5, ".")).toBe("1,234.5");
    expect(writeNumber(1e-7)).toBe("0,0000001");
    expect(writeNumber(1.25e-7)).toBe("0,000000125");
    expect(writeNumber(1e21)).toBe("1.000.000.000.000.000.000.000");
  });

  it("is read back as the same figure", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    for (let round = 0; round < 5000; round += 1) {
      const digits = Math.floor(random() * 5);
      const number = Number(((random() - 0.5) * 10 ** (random() * 9)).toFixed(digits));
      for (const decimal of [",", "."] as const)
        expect(read(writeNumber(number, decimal), {}, decimal)).toBe(number === 0 ? 0 : number);
    }
  });
});
