import { describe, expect, it } from "vitest";
import { day, daysBetween, moment, today, wallClock } from "./dates";
import { fold, matches } from "./fold";
import { bytes, metres, number, percent } from "./numbers";

describe("dates", () => {
  it("turns a day around and moves no day over midnight", () => {
    expect(day("2024-05-14")).toBe("14/05/2024");
    expect(day("2024-05-13T18:30:00Z")).toBe("14/05/2024");
    expect(moment("2024-05-14T01:49:00Z")).toBe("14/05/2024 08:49");
    expect(today(new Date("2024-05-13T18:30:00Z"))).toBe("2024-05-14");
  });
  it("leaves the camera's clock as it stood", () => {
    expect(wallClock("2024-05-14T08:49:12")).toBe("14/05/2024 08:49:12");
    expect(wallClock("2024-05-14T08:49:12+07:00")).toBe("14/05/2024 08:49:12 (+07:00)");
    expect(wallClock(undefined)).toBe("");
  });
  it("counts days", () => {
    expect(daysBetween("2024-05-14", "2024-06-01")).toBe(18);
    expect(daysBetween("2024-06-01", "2024-05-30")).toBe(-2);
  });
});

describe("numbers", () => {
  it("writes them the Vietnamese way", () => {
    expect(number(1234.5)).toBe("1.234,5");
    expect(percent(0.874)).toBe("87%");
    expect(percent(undefined)).toBe("–");
    expect(metres(350.2)).toBe("350 m");
    expect(metres(3240)).toBe("3,2 km");
    expect(bytes(1_400_000)).toBe("1,4 MB");
    expect(bytes(10_737_418_240)).toBe("10,7 GB");
  });
});

describe("fold", () => {
  it("forgives tone marks", () => {
    expect(fold("Đường Bản Châu")).toBe("duong ban chau");
    expect(matches("Xã Tràng Phái, thôn Đình Cam", "dinh trang")).toBe(true);
    expect(matches("Xã Tràng Phái", "tri le")).toBe(false);
  });
});
