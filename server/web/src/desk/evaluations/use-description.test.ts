import { describe, expect, it } from "vitest";
import type { Head } from "~/api/evaluations.types";
import { alike } from "./merge";
import { headOf, partsOf } from "./use-description";

const head: Head = {
  superior: "UBND TỈNH LẠNG SƠN",
  issuer: ["ỦY BAN NHÂN DÂN", "HUYỆN VĂN QUAN"],
  symbol: "BC-UBND",
  place: "Văn Quan",
  signatory: {
    authority: ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
    post: "PHÓ CHỦ TỊCH",
    name: "Triệu Đức Dũng",
  },
  recipients: ["Sở LĐTBXH", "Lưu: VT"],
};
const of = (one: Head) => partsOf({ title: "Báo cáo", from: "2024-01-01", to: "2024-06-30", head: one });

describe("a head, part by part", () => {
  it("comes back as it was", () => {
    expect(headOf(of(head))).toEqual(head);
    expect(headOf(of({}))).toEqual({});
  });
  it("drops blanks and empty lines", () => {
    const parts = { ...of(head), recipients: "  Sở LĐTBXH \n\n Lưu: VT ", place: "  ", post: "" };
    expect(headOf(parts)).toMatchObject({ recipients: ["Sở LĐTBXH", "Lưu: VT"] });
    expect(headOf(parts).place).toBeUndefined();
    expect(headOf(parts).signatory?.post).toBeUndefined();
  });
  it("is no other for a blank at its end", () => {
    expect(alike(headOf({ ...of(head), name: "Triệu Đức Dũng " }), head)).toBe(true);
  });
});
