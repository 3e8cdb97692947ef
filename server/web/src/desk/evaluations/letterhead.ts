/** How a document's head and end read by Nghị định 30/2020/NĐ-CP: the lines, before any look is given to them. */
import type { Head } from "~/api/evaluations.types";

/** What stands where somebody has still to fill something in. */
export const DOTS = "……";

const two = (text: string) => text.padStart(2, "0");

/** `7` → `07`: numbers below ten take a leading zero. */
export function documentNumber(number: string | undefined): string | undefined {
  const trimmed = number?.trim();
  if (!trimmed) return undefined;
  return /^\d+$/.test(trimmed) ? two(String(Number(trimmed))) : trimmed;
}

/** `Số: 07/BC-UBND`; without a symbol there is no such line. */
export function numberLine(head: Head, type = "BC"): string {
  return `Số: ${documentNumber(head.number) ?? DOTS}/${head.symbol?.trim() || `${type}-${DOTS}`}`;
}

/** `Văn Quan, ngày 05 tháng 7 năm 2024`: days below ten, and January and February, take a leading zero. */
export function placeAndDate(head: Head, year: number): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(head.date ?? "");
  const place = head.place?.trim() || DOTS;
  if (!found) return `${place}, ngày ${DOTS} tháng ${DOTS} năm ${year}`;
  const [, inYear = "", month = "", day = ""] = found;
  return `${place}, ngày ${day} tháng ${Number(month) < 3 ? month : Number(month)} năm ${inYear}`;
}

/** Recipients as they are printed: a hyphen before, a semicolon after, the archive last with a full stop. */
export function recipientLines(recipients: readonly string[] = []): string[] {
  const bare = recipients.map((line) => line.replace(/^[-–\s]+|[;.\s]+$/g, "")).filter(Boolean);
  const lines = [
    ...bare.filter((line) => !/^lưu\b/i.test(line)),
    ...bare.filter((line) => /^lưu\b/i.test(line)),
  ];
  return lines.map((line, at) => `- ${line}${at === lines.length - 1 ? "." : ";"}`);
}

/** The lines above a signature, in capitals as they are signed. */
export function signatureLines(head: Head): string[] {
  const { authority = [], post } = head.signatory ?? {};
  const lines = [...authority, post ?? ""].map((line) => line.trim()).filter(Boolean);
  return lines.length > 0 ? lines.map((line) => line.toLocaleUpperCase("vi")) : [DOTS];
}

/** What the law needs in a head before it can be signed. */
export function missingToSign(head: Head): ("number" | "date" | "signatory")[] {
  const missing: ("number" | "date" | "signatory")[] = [];
  if (!documentNumber(head.number)) missing.push("number");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(head.date ?? "")) missing.push("date");
  if (!head.signatory?.name?.trim()) missing.push("signatory");
  return missing;
}
