import { describe, expect, it } from "vitest";
import {
  documentNumber,
  missingToSign,
  numberLine,
  placeAndDate,
  recipientLines,
  signatureLines,
} from "./letterhead";

describe("letterhead", () => {
  it("writes number and symbol", () => {
    expect(documentNumber("7")).toBe("07");
    expect(documentNumber(" 123 ")).toBe("123");
    expect(documentNumber("07a")).toBe("07a");
    expect(numberLine({ number: "7", symbol: "BC-UBND" })).toBe("Số: 07/BC-UBND");
    expect(numberLine({ symbol: "BC-UBND" })).toBe("Số: ……/BC-UBND");
  });
  it("writes place and date, with zeros where the decree wants them", () => {
    expect(placeAndDate({ place: "Văn Quan", date: "2024-07-05" }, 2024)).toBe(
      "Văn Quan, ngày 05 tháng 7 năm 2024",
    );
    expect(placeAndDate({ place: "Văn Quan", date: "2025-02-28" }, 2024)).toBe(
      "Văn Quan, ngày 28 tháng 02 năm 2025",
    );
    expect(placeAndDate({ place: "Văn Quan", date: "2024-12-10" }, 2024)).toContain("tháng 12");
    expect(placeAndDate({}, 2024)).toBe("……, ngày …… tháng …… năm 2024");
  });
  it("sets recipients as a list that ends with the archive", () => {
    expect(recipientLines(["- Sở LĐTBXH;", "Lưu: VT, LĐTBXHDT.", "TT Huyện ủy"])).toEqual([
      "- Sở LĐTBXH;",
      "- TT Huyện ủy;",
      "- Lưu: VT, LĐTBXHDT.",
    ]);
    expect(recipientLines([" ", "-"])).toEqual([]);
  });
  it("writes who signs in capitals", () => {
    expect(signatureLines({ signatory: { authority: ["KT. Chủ tịch"], post: "Phó Chủ tịch" } })).toEqual([
      "KT. CHỦ TỊCH",
      "PHÓ CHỦ TỊCH",
    ]);
    expect(signatureLines({})).toEqual(["……"]);
  });
  it("knows what is needed to sign", () => {
    expect(missingToSign({})).toEqual(["number", "date", "signatory"]);
    expect(
      missingToSign({ number: "58", date: "2024-07-05", signatory: { name: "Triệu Đức Dũng" } }),
    ).toEqual([]);
  });
});
