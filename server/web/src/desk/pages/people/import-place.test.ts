import { expect, it } from "vitest";
import { placeOf } from "./import-place";

it("reads the row and the column of what is wrong in a file", () => {
  expect(placeOf("/rows/12/subject_kind")).toEqual({ row: 12, column: "subject_kind" });
  expect(placeOf("/rows/3")).toEqual({ row: 3, column: "" });
  expect(placeOf("/rows/1/label::Français (fr)/x")).toEqual({ row: 1, column: "label::Français (fr)/x" });
});

it("takes what names no row for the whole file", () => {
  expect(placeOf("/rows/0")).toEqual({ row: 0, column: "" });
  expect(placeOf("")).toEqual({ row: 0, column: "" });
});
