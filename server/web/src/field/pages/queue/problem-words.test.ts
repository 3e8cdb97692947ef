import { describe, expect, it } from "vitest";
import { problemWords } from "./problem-words";

const problem = (code: string, status: number, titleVi = "") => ({ code, status, title: "English", titleVi });

describe("what stopped the sync", () => {
  it("has our own words where the server could say nothing", () => {
    expect(problemWords(problem("network", 0))).toBe("Không kết nối được máy chủ");
    expect(problemWords(problem("storage.full", -1))).toContain("Bộ nhớ");
    expect(problemWords(problem("receipt.unverified", -1))).toContain("biên nhận");
  });
  it("is the server's title, in the reader's language, where it said something", () => {
    expect(problemWords(problem("sync.too_large", 413, "Gói dữ liệu quá lớn"))).toBe("Gói dữ liệu quá lớn");
    expect(problemWords(problem("http.502", 502))).toBe("English");
  });
  it("shows nobody the name of a programming error", () => {
    expect(problemWords(problem("unexpected", -1))).toBe("Ứng dụng gặp lỗi khi gửi, sẽ thử lại");
  });
});
