/** Planned figures in words: each with its unit, days as days, and what the household review found as one line. */
import { has, t, wordFor } from "~/i18n";
import { day } from "~/words/dates";
import { metres, number } from "~/words/numbers";

export interface PlannedFact {
  key: string;
  name: string;
  value: string;
}

/** What a household lacks by the review: figures of 0 and 1. */
const LACKS = /^review_dep_(.+)$/;
/** A yes or a no. */
const YES_NO = /^relapsed_/;
const DAYS = /_(date|start|end|on)$/;

/** `Tiến độ (%)` → the name, and the unit that stands in its brackets. */
function nameAndUnit(key: string): { name: string; unit: string } {
  const words = wordFor("planned", key);
  const found = /^(.*?)\s*\(([^)]*)\)$/.exec(words);
  return found ? { name: found[1] ?? words, unit: found[2] ?? "" } : { name: words, unit: "" };
}

function valueWords(key: string, value: number, unit: string): string {
  // Days are planned as numbers of days since 1970.
  if (DAYS.test(key)) return day(new Date(value * 86_400_000).toISOString().slice(0, 10));
  if (YES_NO.test(key)) return t(value > 0 ? "state.yes" : "state.no");
  if (/_m$/.test(key)) return metres(value);
  return [number(value), unit].filter(Boolean).join(unit === "%" ? "" : " ");
}

export function plannedFacts(planned: Record<string, number> | undefined): PlannedFact[] {
  const facts: PlannedFact[] = [];
  const lacks: string[] = [];
  let reviewed = false;
  for (const [key, value] of Object.entries(planned ?? {})) {
    const lack = LACKS.exec(key)?.[1];
    if (lack) {
      reviewed = true;
      const words = `field.lack.${lack}`;
      if (value > 0) lacks.push(has(words) ? t(words) : lack);
      continue;
    }
    const { name, unit } = nameAndUnit(key);
    facts.push({ key, name, value: valueWords(key, value, unit) });
  }
  if (reviewed)
    facts.push({
      key: "review",
      name: t("field.subject.lacks"),
      value: lacks.join(", ") || t("state.none"),
    });
  return facts;
}
