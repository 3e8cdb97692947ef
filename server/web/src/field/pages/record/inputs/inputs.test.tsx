/** What touches and keystrokes make of an answer. */
import { render } from "preact";
import { useState } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, it } from "vitest";
import type { Item, Value } from "~/api/types";
import { ItemInput } from "../item-input";

const text = (vi: string) => ({ vi });
let answers: (Value | undefined)[] = [];
let place: HTMLElement;

function Form({ answer, first }: { answer: Item["answer"]; first?: Value }) {
  const [value, setValue] = useState<Value | undefined>(first);
  return (
    <ItemInput
      item={{ key: "item", question: text("Câu hỏi"), answer }}
      labelledBy="q"
      describedBy={undefined}
      value={value}
      scene={{}}
      onValue={(next) => {
        answers.push(next);
        setValue(next);
      }}
      onRest={() => undefined}
    />
  );
}

function show(answer: Item["answer"], first?: Value): void {
  answers = [];
  place = document.body.appendChild(document.createElement("div"));
  act(() => render(<Form answer={answer} {...(first ? { first } : {})} />, place));
}

function find<T extends Element = HTMLElement>(selector: string, at = 0): T {
  const found = place.querySelectorAll<T>(selector)[at];
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

function type(words: string): void {
  const input = find<HTMLInputElement>("input, textarea");
  act(() => {
    input.value = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const press = (selector: string, at = 0) => act(() => find(selector, at).click());

afterEach(() => {
  act(() => render(null, place));
  place.remove();
});

describe("pass or fail", () => {
  it("is answered by a press and taken back by another", () => {
    show({ type: "pass_fail" });
    press("button", 1);
    expect(answers).toEqual([{ outcome: "fail" }]);
    expect(find("button", 1).getAttribute("aria-pressed")).toBe("true");
    press("button", 2);
    press("button", 2);
    expect(answers.slice(1)).toEqual([{ outcome: "not_applicable" }, undefined]);
    expect(place.querySelector('[aria-pressed="true"]')).toBeNull();
  });
});

describe("a figure", () => {
  const percent = { key: "percent", label: text("%") };

  it("is read as it is typed, and written out when the finger leaves", () => {
    show({ type: "number", unit: percent, decimals: 1 });
    type("1234.5");
    expect(answers.at(-1)).toEqual({ number: 1234.5 });
    expect(place.textContent).toContain("Ghi là 1.234,5 %");
    act(() => void find("input").dispatchEvent(new Event("blur")));
    expect(find<HTMLInputElement>("input").value).toBe("1.234,5");
  });

  it("keeps what is out of bounds and says so, and forgets what is no figure", () => {
    show({ type: "number", unit: percent, min: 0, max: 100 }, { number: 40 });
    type("120");
    expect(answers.at(-1)).toEqual({ number: 120 });
    expect(place.textContent).toContain("Không lớn hơn 100");
    expect(find("input").getAttribute("aria-invalid")).toBe("true");
    type("12o");
    expect(answers.at(-1)).toBeUndefined();
    expect(find<HTMLInputElement>("input").value).toBe("12o");
    type("");
    expect(find("input").getAttribute("aria-invalid")).toBe("false");
  });

  it("has a way to a minus only where there can be one", () => {
    show({ type: "number", unit: percent });
    type("5");
    press("button");
    expect(answers.at(-1)).toEqual({ number: -5 });
    press("button");
    expect(answers.at(-1)).toEqual({ number: 5 });
    act(() => render(null, place));
    show({ type: "number", unit: percent, min: 0 });
    expect(place.querySelector("button")).toBeNull();
  });
});

describe("choices", () => {
  const choices = ["a", "b", "c"].map((value) => ({ value, label: text(value) }));

  it("are one, which can be taken back", () => {
    show({ type: "choice", choices });
    press("input", 1);
    expect(answers.at(-1)).toEqual({ choice: "b" });
    press("button");
    expect(answers.at(-1)).toBeUndefined();
  });

  it("are several in the checklist's order, whatever the order of the touches", () => {
    show({ type: "multiple_choice", choices });
    press("input", 2);
    press("input", 0);
    expect(answers.at(-1)).toEqual({ choices: ["a", "c"] });
    press("input", 0);
    press("input", 2);
    expect(answers.at(-1)).toBeUndefined();
  });
});

describe("a day", () => {
  it("is no answer while its year is half typed", () => {
    show({ type: "date" });
    type("0202-05-14");
    expect(answers.at(-1)).toBeUndefined();
    expect(find<HTMLInputElement>("input").value).toBe("0202-05-14");
    type("2024-05-14");
    expect(answers.at(-1)).toEqual({ date: "2024-05-14" });
    expect(place.textContent).toContain("14/05/2024");
  });
});

describe("words", () => {
  it("are an answer while there are any, and are told when they are too many", () => {
    show({ type: "text", max_length: 5 });
    type("Đủ");
    expect(answers.at(-1)).toEqual({ text: "Đủ" });
    type("Quá dài");
    expect(place.textContent).toContain("Quá 2 ký tự");
    type("");
    expect(answers.at(-1)).toBeUndefined();
  });
});
