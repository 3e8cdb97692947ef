/**
 * Figures as people type them here, and back.
 *
 * Vietnamese writes `1.234,5`, yet many a phone's number pad has only one of the two marks, so the other spelling is read
 * wherever it can mean one thing only. Where it could mean two, the Vietnamese one holds: `12.000` is twelve thousand.
 */

export interface NumberBounds {
  min?: number;
  max?: number;
  /** Digits after the mark; any where absent. */
  decimals?: number;
}

export type NumberFault =
  | { fault: "unreadable" }
  | { fault: "too_long" }
  | { fault: "decimals"; decimals: number }
  | { fault: "below"; number: number; min: number }
  | { fault: "above"; number: number; max: number };

export type ReadNumber = { fault: "none"; number: number } | NumberFault;

/** More digits than this, and what is stored would not be what was typed. */
const DIGITS_MAX = 15;

/** `1.234.567`: a first group without leading zeros, then groups of exactly three. */
function grouped(parts: string[]): boolean {
  const [first = "", ...rest] = parts;
  return /^[1-9]\d{0,2}$/.test(first) && rest.every((part) => /^\d{3}$/.test(part));
}

/** The whole and the decimal digits of an unsigned figure, or nothing where it cannot be read. */
function split(text: string, decimal: "," | "."): { whole: string; decimals: string } | undefined {
  const thousands = decimal === "," ? "." : ",";
  const [commas, points] = [text.split(","), text.split(".")];
  if (commas.length > 1 && points.length > 1) {
    // Both marks: the one that comes last is the decimal one, and it comes once.
    const last = text.lastIndexOf(",") > text.lastIndexOf(".") ? "," : ".";
    const [whole = "", decimals = "", ...more] = text.split(last);
    const groups = whole.split(last === "," ? "." : ",");
    return more.length === 0 && grouped(groups) ? { whole: groups.join(""), decimals } : undefined;
  }
  const mark = commas.length > 1 ? "," : ".";
  const parts = text.split(mark);
  if (parts.length === 1) return { whole: text, decimals: "" };
  if (parts.length > 2 || (mark === thousands && grouped(parts)))
    return grouped(parts) ? { whole: parts.join(""), decimals: "" } : undefined;
  return { whole: parts[0] ?? "", decimals: parts[1] ?? "" };
}

/** Reads what was typed. Out of bounds is a fault that still says the figure: it was typed, and it is wrong. */
export function readNumber(typed: string, bounds: NumberBounds = {}, decimal: "," | "." = ","): ReadNumber {
  // Spaces group digits in some hands, and the keyboards' minus is not always the hyphen.
  const text = typed
    .normalize("NFKC")
    .replace(/[\s\u00a0\u202f]/g, "")
    .replace(/^\u2212/, "-");
  const negative = text.startsWith("-");
  const unsigned = text.replace(/^[-+]/, "");
  if (!/^[\d.,]*\d[\d.,]*$/.test(unsigned)) return { fault: "unreadable" };
  const found = split(unsigned, decimal);
  if (!found) return { fault: "unreadable" };
  const whole = found.whole.replace(/^0+(?=\d)/, "") || "0";
  const decimals = found.decimals.replace(/0+$/, "");
  if (bounds.decimals !== undefined && decimals.length > bounds.decimals)
    return { fault: "decimals", decimals: bounds.decimals };
  if ((whole + decimals).replace(/^0+/, "").length > DIGITS_MAX) return { fault: "too_long" };
  const size = Number(`${whole}.${decimals || "0"}`);
  const number = negative && size !== 0 ? -size : size;
  if (bounds.min !== undefined && number < bounds.min) return { fault: "below", number, min: bounds.min };
  if (bounds.max !== undefined && number > bounds.max) return { fault: "above", number, max: bounds.max };
  return { fault: "none", number };
}

/** A stored figure as it stands in its field: what `readNumber` reads back as the same figure. */
export function writeNumber(number: number, decimal: "," | "." = ","): string {
  const plain = Object.is(number, -0) ? "0" : spelled(number);
  const [whole = "", decimals] = plain.replace("-", "").split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, decimal === "," ? "." : ",");
  return `${plain.startsWith("-") ? "-" : ""}${groups}${decimals ? decimal + decimals : ""}`;
}

/** Digits without the exponent that JavaScript writes for the very large and the very small. */
function spelled(number: number): string {
  const text = String(number);
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign = "", first = "", rest = "", power = "0"] = found;
  const shift = Number(power);
  const digits = first + rest;
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - 1)}${digits}`;
  return sign + digits.padEnd(shift + 1, "0");
}
