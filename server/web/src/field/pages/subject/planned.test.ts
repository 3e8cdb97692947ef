import { describe, expect, it } from "vitest";
import { plannedFacts } from "./planned";

const words = (planned: Record<string, number>) =>
  plannedFacts(planned).map(({ name, value }) => `${name}: ${value}`);

describe("planned figures", () => {
  it("carry their units", () => {
    expect(words({ progress_percent: 75, accepted_amount: 3420.5, length_m: 1850 })).toEqual([
      "Tiến độ: 75%",
      "Nghiệm thu: 3.420,5 triệu đồng",
      "Chiều dài: 1,9 km",
    ]);
  });
  it("write days as days and a yes as a yes", () => {
    expect(words({ support_date: 19_858, relapsed_last_year: 0 })).toEqual([
      "Ngày hỗ trợ: 15/05/2024",
      "Tái nghèo năm trước: Không",
    ]);
  });
  it("say what a household lacks in one line", () => {
    expect(words({ review_dep_water: 1, review_dep_toilet: 1, review_dep_job: 0 })).toEqual([
      "Thiếu hụt theo rà soát: nguồn nước, nhà tiêu",
    ]);
    expect(words({ review_dep_job: 0 })).toEqual(["Thiếu hụt theo rà soát: Không có"]);
  });
  it("keep a figure that nobody has words for", () => {
    expect(words({ something_new: 3 })).toEqual(["something_new: 3"]);
    expect(plannedFacts(undefined)).toEqual([]);
  });
});
