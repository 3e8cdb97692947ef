import { describe, expect, it } from "vitest";
import { changeWords } from "./change-words";

describe("changeWords", () => {
  it("says days, states and moments as people do", () => {
    expect(changeWords("due_on", "2024-07-31")).toBe("31/07/2024");
    expect(changeWords("record_status", "returned")).toBe("Đã trả lại");
    expect(changeWords("evidence", "54 đạt, 1 cần xem lại (2024-06-17T01:50:00.000Z)")).toBe(
      "54 đạt, 1 cần xem lại (17/06/2024 08:50)",
    );
  });
  it("leaves words as they are, and says where there were none", () => {
    expect(changeWords("what", "Hạn 2024-07-31T00:00:00Z")).toBe("Hạn 2024-07-31T00:00:00Z");
    expect(changeWords("answer", "")).toBe("trống");
  });
});
