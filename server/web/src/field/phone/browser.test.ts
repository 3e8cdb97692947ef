import { describe, expect, it } from "vitest";
import { systemOf } from "./browser";

const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15";

describe("the system", () => {
  it("is told apart where a person must do something else", () => {
    expect(systemOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)", 5)).toBe("ios");
    expect(systemOf("Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0 Mobile", 5)).toBe("android");
    expect(systemOf(MAC, 0)).toBe("other");
  });
  it("knows an iPad that says it is a Mac by its fingers", () => {
    expect(systemOf(MAC, 5)).toBe("ios");
  });
});
