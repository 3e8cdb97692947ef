import { describe, expect, it } from "vitest";
import { counts, difference, gathered, likeness, marks, type Piece } from "./difference";

const join = (pieces: Piece[], ...kinds: Piece["kind"][]) =>
  pieces
    .filter((piece) => kinds.includes(piece.kind))
    .map((piece) => piece.text)
    .join("");

describe("difference", () => {
  it("gives both texts back, whatever they are", () => {
    for (const [before, after] of [
      ["Đã kiểm tra 12 công trình, 3 chưa đạt.", "Đã kiểm tra 14 công trình; 3 chưa đạt.\nĐã nhắc nhở."],
      ["", "mới"],
      ["cũ", ""],
      ["a b c", "c b a"],
    ] as const) {
      const pieces = difference(before, after);
      expect(join(pieces, "same", "removed")).toBe(before);
      expect(join(pieces, "same", "added")).toBe(after);
    }
  });
  it("marks words and not letters", () => {
    expect(difference("3 chưa đạt", "4 chưa đạt")).toEqual([
      { kind: "removed", text: "3" },
      { kind: "added", text: "4" },
      { kind: "same", text: " chưa đạt" },
    ]);
    expect(difference("như nhau", "như nhau")).toEqual([{ kind: "same", text: "như nhau" }]);
    expect(difference("", "")).toEqual([]);
  });
  it("counts words", () => {
    expect(counts(difference("một hai ba", "một ba bốn năm"))).toEqual({ removed: 1, added: 2 });
  });
});

describe("gathered", () => {
  it("takes changes that only blanks and signs hold apart together, and loses nothing", () => {
    const pieces = difference("Một. Riêng xã Yên Phúc còn 6 con.", "Một. Đề nghị bố trí kinh phí bảo trì.");
    const found = gathered(pieces);
    expect(found).toEqual([
      { kind: "same", text: "Một. " },
      { kind: "removed", text: "Riêng xã Yên Phúc còn 6 con" },
      { kind: "added", text: "Đề nghị bố trí kinh phí bảo trì" },
      { kind: "same", text: "." },
    ]);
  });
  it("leaves words between two changes where they are", () => {
    const found = gathered(difference("có 3 công trình và 2 hộ", "có 4 công trình và 5 hộ"));
    expect(join(found, "same", "removed")).toBe("có 3 công trình và 2 hộ");
    expect(join(found, "same", "added")).toBe("có 4 công trình và 5 hộ");
    expect(found.filter((piece) => piece.kind === "same").map((piece) => piece.text)).toEqual([
      "có ",
      " công trình và ",
      " hộ",
    ]);
  });
});

describe("likeness", () => {
  it("tells a text that was edited from another one", () => {
    expect(likeness(difference("a b c d", "a b c e"))).toBe(0.75);
    expect(likeness(difference("a b", "c d"))).toBe(0);
    expect(likeness(difference("", ""))).toBe(1);
  });
});

describe("marks", () => {
  const long = "công trình đường giao thông ".repeat(40);
  it("shortens what is the same, and loses nothing of it", () => {
    const pieces = difference(`${long}cũ ${long}`, `${long}mới ${long}`);
    const shown = marks(pieces);
    expect(shown.filter((mark) => mark.hidden).length).toBe(2);
    expect(shown.reduce((sum, mark) => sum + mark.text.length, 0)).toBeLessThan(400);
    expect(shown.map((mark) => mark.hidden ?? (mark.kind === "added" ? "" : mark.text)).join("")).toBe(
      `${long}cũ ${long}`,
    );
  });
  it("leaves a text whole where nothing differs", () => {
    expect(marks(difference(long, long))).toEqual([{ kind: "same", text: long }]);
  });
});
