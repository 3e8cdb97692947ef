/** Reads the demonstration district's files, as the importer does, for the mock. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const BUILTIN = resolve(import.meta.dirname, "../../builtin");

export type Line = Record<string, string>;

/** An id that stays the same from start to start, in the form of a UUIDv7. */
export function uuid(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `0190${hex.slice(0, 4)}-${hex.slice(4, 8)}-7${hex.slice(9, 12)}-8${hex.slice(13, 16)}-${hex.slice(16, 28)}`;
}

export const sha = (name: string): string => createHash("sha256").update(name).digest("hex");

export function csv(name: string): Line[] {
  const text = readFileSync(resolve(BUILTIN, name), "utf8");
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at] ?? "";
    if (quoted) {
      if (c === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === "," || c === "\n") {
      rows.at(-1)?.push(cell.replace(/\r$/, ""));
      cell = "";
      if (c === "\n") rows.push([]);
    } else cell += c;
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])));
}

export function json<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(BUILTIN, name), "utf8")) as T;
}

export function outlines(
  name: string,
): { properties: Record<string, string | null>; geometry: GeoJSON.Geometry }[] {
  const text = gunzipSync(readFileSync(resolve(BUILTIN, "demo", name))).toString("utf8");
  return (
    JSON.parse(text) as {
      features: { properties: Record<string, string | null>; geometry: GeoJSON.Geometry }[];
    }
  ).features;
}

export function checklistFiles(): string[] {
  return readdirSync(resolve(BUILTIN, "checklists")).map((name) => `checklists/${name}`);
}
