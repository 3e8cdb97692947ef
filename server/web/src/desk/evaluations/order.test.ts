import { describe, expect, it } from "vitest";
import { followerOf, moved, placeAt, stepped } from "./order";

const list = ["a", "b", "c", "d"].map((id) => ({ id }));
const ids = (found: { id: string }[]) => found.map(({ id }) => id).join("");

describe("order", () => {
  it("moves one before another, or to the end", () => {
    expect(ids(moved(list, "d", "b"))).toBe("adbc");
    expect(ids(moved(list, "a", null))).toBe("bcda");
    expect(ids(moved(list, "a", "b"))).toBe("abcd");
    expect(ids(moved(list, "b", "b"))).toBe("abcd");
  });
  it("leaves the list where one of the two is not there, and changes no list in place", () => {
    expect(ids(moved(list, "x", "b"))).toBe("abcd");
    expect(ids(moved(list, "a", "x"))).toBe("bcda");
    expect(ids(list)).toBe("abcd");
  });
  it("steps up and down, and stops at the ends", () => {
    const step = (id: string, by: -1 | 1) => {
      const before = stepped(list, id, by);
      return before === undefined ? undefined : ids(moved(list, id, before));
    };
    expect(step("c", -1)).toBe("acbd");
    expect(step("b", 1)).toBe("acbd");
    expect(step("c", 1)).toBe("abdc");
    expect(step("a", -1)).toBeUndefined();
    expect(step("d", 1)).toBeUndefined();
  });
  it("finds the way back", () => {
    const back = followerOf(list, "b");
    expect(ids(moved(moved(list, "b", null), "b", back))).toBe("abcd");
    expect(followerOf(list, "d")).toBeNull();
  });
  it("finds the place under a pointer", () => {
    const middles = [
      { id: "a", y: 10 },
      { id: "b", y: 30 },
    ];
    expect(placeAt(middles, 5)).toBe("a");
    expect(placeAt(middles, 12)).toBe("b");
    expect(placeAt(middles, 99)).toBeNull();
  });
});
