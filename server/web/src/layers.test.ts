// @vitest-environment node
/** Who may import whom: the folders of this front end, the arrows between them, and which libraries have one door. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = import.meta.dirname;

/** The folders that a folder may import from, beside itself. The longest name that fits counts. */
const ARROWS: Record<string, readonly string[]> = {
  // Types only: the wire's shapes are generated in `api`.
  protocol: ["api"],
  i18n: [],
  words: ["api", "i18n"],
  "api/types": ["api"],
  // Problems are said in the reader's language.
  "api/problem": ["i18n"],
  api: ["api/types", "api/problem", "i18n"],
  // What the server says, and no call to it.
  ui: ["api/types", "api/problem", "i18n", "words"],
  desk: ["api", "i18n", "ui", "words"],
  "field/model": ["api"],
  "field/place": ["field/model", "protocol", "api"],
  "field/record": ["field/model", "field/place", "protocol", "api"],
  "field/store": ["field/model", "protocol", "api"],
  "field/sync": ["field/model", "field/store", "protocol", "api"],
  "field/worker": ["field/model", "field/store", "field/sync", "api", "i18n"],
  "field/capture": ["field/model", "field/place", "protocol", "i18n", "ui", "words"],
  field: [
    "field/model",
    "field/place",
    "field/record",
    "field/store",
    "field/sync",
    "field/capture",
    "protocol",
    "api",
    "i18n",
    "ui",
    "words",
  ],
};

/** Libraries that only one folder names. */
const DOORS: Record<string, string> = {
  idb: "field/store",
  "tus-js-client": "api",
  "@hpke/core": "protocol",
  "@noble/ed25519": "protocol",
  signature_pad: "field/capture",
  leaflet: "ui",
};

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|test-data|testing|fake-server/.test(file),
);

function roomOf(file: string): string {
  const name = file.replace(/\.tsx?$/, "");
  const rooms = Object.keys(ARROWS).filter((room) => name === room || name.startsWith(`${room}/`));
  return rooms.sort((one, other) => other.length - one.length)[0] ?? "";
}

/** Whoever may call the server may also know its shapes. */
function allowed(room: string): readonly string[] {
  const arrows = ARROWS[room] ?? [];
  return arrows.includes("api") ? [...arrows, "api/types", "api/problem"] : arrows;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => found[1] ?? "");
}

/** The file below `src` that an import names; nothing where it names a library. */
function local(file: string, name: string): string | undefined {
  if (name.startsWith("~/")) return name.slice(2);
  return name.startsWith(".") ? relative(".", normalize(join(dirname(file), name))) : undefined;
}

describe("the layers", () => {
  it("have arrows that point one way only", () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      return importsOf(file)
        .map((name) => local(file, name))
        .filter((target) => target !== undefined)
        .map(roomOf)
        .filter((target) => target !== room && !allowed(room).includes(target))
        .map((target) => `${file} (${room}) imports ${target}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it("name each library through one door", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => DOORS[name] && !file.startsWith(`${DOORS[name]}/`))
        .map((name) => `${file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it("are all there", () => {
    expect(files.length).toBeGreaterThan(250);
    expect(files.map(roomOf).filter((room) => room === "")).toEqual([]);
  });
});
