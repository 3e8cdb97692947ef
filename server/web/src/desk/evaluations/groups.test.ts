import { describe, expect, it } from "vitest";
import type { BodyBelow, EvaluationLine } from "~/api/evaluations.types";
import { grouped, rowsOf, tally } from "./groups";

const line = (patch: Partial<EvaluationLine>): EvaluationLine => ({
  id: `${patch.unit}/${patch.department}/${patch.year}/${patch.period}`,
  form: "monitoring",
  form_version: 1,
  form_title: { vi: "Báo cáo giám sát" },
  kind: "monitoring",
  year: 2024,
  period: "first_half",
  from: "2024-01-01",
  to: "2024-06-30",
  title: "Báo cáo",
  unit: "district",
  unit_name: "huyện Văn Quan",
  state: "draft",
  attachments: 0,
  created_at: "",
  changed_at: "",
  may: [],
  ...patch,
});

const communes = [
  line({ unit: "b", unit_name: "xã Tri Lễ", state: "submitted" }),
  line({ unit: "a", unit_name: "xã An Sơn", state: "consolidated" }),
];
const district = line({});
const department = line({ department: "d", department_name: "Phòng Nông nghiệp" });
const isTop = (unit: string) => unit === "district";
const lacking: BodyBelow = { unit: "c", unit_name: "xã Hòa Bình", attachments: 0, taken: 0 };

describe("groups", () => {
  it("puts together what is about the same, newest first", () => {
    const groups = grouped([...communes, district, line({ year: 2023 }), line({ period: "year" })], isTop);
    expect(groups.map((group) => `${group.year} ${group.period}`)).toEqual([
      "2024 year",
      "2024 first_half",
      "2023 first_half",
    ]);
    expect(groups[1]?.top).toBe(district);
  });
  it("keeps reports on different themes apart", () => {
    const theme = (title: string) => line({ kind: "thematic", form: "thematic", title });
    expect(grouped([theme("Trâu bò"), theme("Đường")], isTop).length).toBe(2);
  });
  it("sets the highest first, and the missing among the others", () => {
    const [group] = grouped([...communes, department, district], isTop);
    if (!group) throw new Error("there is no group");
    const has: BodyBelow = { ...lacking, unit: "a", unit_name: "xã An Sơn", state: "consolidated" };
    const rows = rowsOf(group, [lacking, has]);
    expect(
      rows.map((row) => (row.line ?? row.missing).department_name ?? (row.line ?? row.missing).unit_name),
    ).toEqual(["huyện Văn Quan", "Phòng Nông nghiệp", "xã An Sơn", "xã Hòa Bình", "xã Tri Lễ"]);
    expect(tally(rows, group)).toEqual({ draft: 1, submitted: 1, consolidated: 1, signed: 0, missing: 1 });
  });
});
