// @vitest-environment node
import { describe, expect, it, vi } from "vitest";
import { dayFromNumber, dayNumber, dayOf, instant, isInRange, offsetTime, readTime } from "./time";

const NINE_FIFTEEN = Date.UTC(2024, 4, 6, 2, 15, 0, 250);

describe("offsetTime", () => {
  it("keeps instant and offset, to the millisecond", () => {
    expect(offsetTime(NINE_FIFTEEN, 420)).toBe("2024-05-06T09:15:00.250+07:00");
    expect(offsetTime(new Date(NINE_FIFTEEN), 0)).toBe("2024-05-06T02:15:00.250+00:00");
    expect(offsetTime(NINE_FIFTEEN, -570)).toBe("2024-05-05T16:45:00.250-09:30");
  });

  it("takes the offset of the phone where none is given", () => {
    // Minutes west of UTC, as in Việt Nam.
    const asked = vi.spyOn(Date.prototype, "getTimezoneOffset").mockReturnValue(-420);
    expect(offsetTime(NINE_FIFTEEN)).toBe("2024-05-06T09:15:00.250+07:00");
    asked.mockRestore();
  });

  it("reads back, at every offset", () => {
    for (let offset = -14 * 60; offset <= 14 * 60; offset += 15) {
      const at = NINE_FIFTEEN + offset * 12_345_678;
      expect(readTime(offsetTime(at, offset))).toEqual({ at, offset });
    }
  });
});

describe("instant", () => {
  it.each([
    ["2024-05-06T09:15:00+07:00", Date.UTC(2024, 4, 6, 2, 15)],
    ["2024-05-06T02:15:00.2509Z", NINE_FIFTEEN],
    ["2024-05-06t02:15:00.25z", NINE_FIFTEEN],
    ["2024-02-29T23:59:59.999-00:30", Date.UTC(2024, 2, 1, 0, 29, 59, 999)],
  ])("reads %s", (text, at) => {
    expect(instant(text)).toBe(at);
  });

  it.each([
    "yesterday",
    "2024-05-06",
    "2024-05-06T09:15:00",
    "2024-05-06 09:15:00Z",
    "2024-02-30T09:15:00Z",
    "2024-13-01T09:15:00Z",
    "2024-05-06T24:00:00Z",
    "2024-05-06T09:60:00Z",
    "2024-05-06T09:15:00+24:00",
    "2024-05-06T09:15:00+07:60",
    "2024-05-06T09:15:00+0700",
  ])("takes %s for no time", (text) => {
    expect(() => instant(text)).toThrow(RangeError);
    expect(() => dayOf(text)).toThrow(RangeError);
  });
});

describe("days", () => {
  it("are those where the inspection was made", () => {
    expect(dayOf("2024-12-01T00:30:00+07:00")).toBe("2024-12-01");
  });

  it("are counted from 1970, both ways", () => {
    expect(dayNumber("2024-01-01")).toBe(19_723);
    expect(dayNumber("1969-12-31")).toBe(-1);
    for (const number of [0, 11_016, 11_017, 19_782, 47_481]) {
      expect(dayNumber(dayFromNumber(number))).toBe(number);
    }
    expect(dayFromNumber(19_723.9)).toBe("2024-01-01");
  });

  it.each(["2023-02-29", "2024-00-10", "2024-1-1", "2024-01-01T00:00:00Z", ""])("%s is none", (text) => {
    expect(dayNumber(text)).toBeUndefined();
  });
});

it("knows the instants that the server takes", () => {
  expect(isInRange(Date.UTC(2000, 0, 1))).toBe(true);
  expect(isInRange(Date.UTC(2000, 0, 1) - 1)).toBe(false);
  expect(isInRange(Date.UTC(2100, 0, 1) - 1)).toBe(true);
  expect(isInRange(Date.UTC(2100, 0, 1))).toBe(false);
});
