import { expect, it } from "vitest";
import { placeOf } from "./import-place";

it("reads the row and the column of what is wrong in a file", () => {
  expect(placeOf("/rows/12/subject_kind")).toEqual({ sheet: "", row: 12, column: "subject_kind" });
  expect(placeOf("/rows/3")).toEqual({ sheet: "", row: 3, column: "" });
  expect(placeOf("/rows/1/label::Français (fr)/x")).toEqual({
    sheet: "",
    row: 1,
    column: "label::Français (fr)/x",
  });
});

it("reads the sheet of a workbook, whatever it is called", () => {
  expect(placeOf("/sheets/survey/rows/2/type")).toEqual({ sheet: "survey", row: 2, column: "type" });
  expect(placeOf("/sheets/Hộ nghèo/2024/rows/0")).toEqual({ sheet: "Hộ nghèo/2024", row: 0, column: "" });
});

it("takes what names no row for the whole file", () => {
  expect(placeOf("/rows/0")).toEqual({ sheet: "", row: 0, column: "" });
  expect(placeOf("")).toEqual({ sheet: "", row: 0, column: "" });
});
