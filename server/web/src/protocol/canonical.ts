/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme), which signatures and hashes cover.
 *
 * Numbers and strings are written as ECMAScript writes them, which is what the RFC asks; keys are ordered by their
 * UTF-16 code units, which is how ECMAScript sorts.
 */
import { hex } from "./bytes";
import type { Bytes } from "./shapes";

/** Levels of arrays and objects that the server reads. */
const DEEPEST = 127;

/** Half of a surrogate pair: it has no UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The canonical text. As in `JSON.stringify`, which writes what is sent, a member that is `undefined` is left out.
 * Whatever else is no JSON value throws, for another reader would see something else.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${Array.from(value, (part) => canonical(part)).join(",")}]`;
  // Not by prototype: what was read from IndexedDB or came from a worker may have another realm's.
  if (Object.prototype.toString.call(value) === "[object Object]") return members(value as object);
  throw new TypeError(`not a JSON value: ${String(value)}`);
}

/** The canonical text in UTF-8. */
export function canonicalBytes(value: unknown): Bytes {
  return new TextEncoder().encode(canonical(value));
}

function members(value: object): string {
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  present.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${present.map(([key, member]) => `${quoted(key)}:${canonical(member)}`).join(",")}}`;
}

function quoted(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new TypeError("a lone surrogate is no text");
  return JSON.stringify(text);
}

/** A string (with the colon that makes it a key), a bracket, or a number or word. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]|[^\s"{}[\],:]+/g;

/**
 * Reads JSON, refusing what two readers could understand differently and `JSON.parse` lets pass: a key that stands
 * twice, a lone surrogate, a number beyond the doubles, nesting that the server does not follow.
 */
export function parseStrict(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // From here on the grammar is known to hold, so that tokens can be looked at one by one.
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(TOKEN)) {
    if (string !== undefined) {
      const read = JSON.parse(string) as string;
      if (LONE_SURROGATE.test(read)) throw new SyntaxError("a lone surrogate is no text");
      const keys = colon === undefined ? undefined : open.at(-1);
      if (keys?.has(read)) throw new SyntaxError(`duplicate key ${string}`);
      keys?.add(read);
    } else if (token === "{" || token === "[") {
      open.push(new Set());
      if (open.length > DEEPEST) throw new SyntaxError("nested too deeply");
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (Math.abs(Number(token)) === Number.POSITIVE_INFINITY) {
      throw new SyntaxError(`${token} is beyond the doubles`);
    }
  }
  return value;
}

/** The SHA-256 of some bytes, as 64 lower-case hexadecimal digits. A photo's name. */
export async function sha256Hex(bytes: BufferSource | Blob): Promise<string> {
  const read = bytes instanceof Blob ? await bytes.arrayBuffer() : bytes;
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", read)));
}
