/** Earlier findings: which still want a look, and in which order. */
import type { EarlierFinding } from "~/field/model";
import { daysBetween } from "~/words/dates";

export function isOpen(finding: Pick<EarlierFinding, "state">): boolean {
  return finding.state !== "resolved" && finding.state !== "withdrawn";
}

/** The overdue ones first, then the gravest, then the newest; what was put right comes last. */
export function byUrgency(findings: EarlierFinding[], on: string): EarlierFinding[] {
  const overdue = (finding: EarlierFinding) =>
    Number(isOpen(finding) && finding.due_on !== undefined && finding.due_on < on);
  return findings
    .filter(({ state }) => state !== "withdrawn")
    .sort(
      (one, other) =>
        Number(isOpen(other)) - Number(isOpen(one)) ||
        overdue(other) - overdue(one) ||
        other.level.localeCompare(one.level) ||
        other.raised_on.localeCompare(one.raised_on),
    );
}

export type Due = { at: "none" } | { at: "today" } | { at: "left" | "over"; days: number };

export function dueOf(finding: EarlierFinding, on: string): Due {
  if (!finding.due_on || !isOpen(finding)) return { at: "none" };
  const days = daysBetween(on, finding.due_on);
  if (days === 0) return { at: "today" };
  return days > 0 ? { at: "left", days } : { at: "over", days: -days };
}
