// @vitest-environment node
/** Holds codes and words against the Rust crate's source, where they are written first. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { NOT_A_PLACE, SENTENCES, say, TITLES, violation } from "./problems";

const CRATE = resolve(import.meta.dirname, "../../../../mobile-sync-protocol/src");
const source = (file: string) => readFileSync(resolve(CRATE, file), "utf8");

it("says titles as the catalogue does", () => {
  const lines = source("problem.rs").matchAll(/^ {4}\w+ "([\w.]+)" \d+ "([^"]*)" "([^"]*)";$/gm);
  const catalogue = new Map([...lines].map(([, code, en, vi]) => [code, { en, vi }]));
  expect(catalogue.size).toBeGreaterThan(50);
  for (const [code, words] of Object.entries(TITLES)) expect(catalogue.get(code), code).toEqual(words);
});

it("has every sentence that the crate's validation says", () => {
  // Two texts that end a call, each perhaps inside `format!`.
  const pair = /(?:format!\()?"([^"]*)"\)?,\s*(?:format!\()?"([^"]*)"\)?,?\s*\)/g;
  const formatted =
    /format!\("([^"]*)", item\.answer\.word\(\)\),\s*format!\("([^"]*)", item\.answer\.word\(\)\)/g;
  const rust = source("validate.rs");
  const said = [...rust.matchAll(pair), ...rust.matchAll(formatted)].map(([, vi, en]) => ({ vi, en }));
  expect(said.length).toBeGreaterThanOrEqual(11);
  for (const words of said) expect(Object.values(SENTENCES)).toContainEqual(words);
});

it("says why coordinates are no place as the crate does", () => {
  const [, type = ""] = /pub enum NotAPlace \{([^}]*)\}/.exec(source("place.rs")) ?? [];
  const said = [...type.matchAll(/#\[error\("([^"]*)"\)\]/g)].map(([, words]) => words);
  expect(Object.values(NOT_A_PLACE)).toEqual(said);
});

it("fills blanks in both languages", () => {
  expect(say(SENTENCES.tooMuch, { number: "7", most: "5" })).toEqual({
    vi: "7 lớn hơn 5",
    en: "7 is more than 5",
  });
});

it("leaves English empty where a checklist has none", () => {
  expect(violation("/answers/a", "incomplete.must_hold", { vi: "Phải thông báo trước." })).toEqual({
    path: "/answers/a",
    code: "incomplete.must_hold",
    message: "",
    message_vi: "Phải thông báo trước.",
  });
});
