/** From figures to colours: five steps of one hue, light to dark, so that a print in grey still tells them apart. */
import type { Overview } from "~/api/types";

export type Measure = "coverage" | "findings" | "evidence";

type Commune = Overview["communes"][number];

const GREENS = ["#e3efe7", "#b5d8c3", "#7fb998", "#40906a", "#0f5238"];
const REDS = ["#fbe9e3", "#f3c0ac", "#e28f74", "#c65a44", "#8f231b"];
/** Where there is nothing to measure. */
export const NOTHING = "#dedbd0";

export const COLOURS: Record<Measure, string[]> = { coverage: GREENS, findings: REDS, evidence: REDS };

/** The figure that a commune is coloured by; nothing where it cannot be told. */
export function figureOf(commune: Commune, measure: Measure): number | undefined {
  if (measure === "coverage") return commune.planned > 0 ? commune.inspected / commune.planned : undefined;
  if (measure === "findings")
    return commune.records > 0 || commune.findings.open > 0 ? commune.findings.open : undefined;
  if (commune.records === 0) return undefined;
  return (commune.evidence.warn ?? 0) + (commune.evidence.fail ?? 0);
}

/** Steps from 0 to the highest figure; shares go to 1. Counts get whole steps. */
export function steps(figures: number[], measure: Measure): number[] {
  if (measure === "coverage") return [0, 0.25, 0.5, 0.75, 1];
  const most = Math.max(4, ...figures);
  return [0, 1, Math.ceil(most / 4), Math.ceil(most / 2), Math.ceil((most * 3) / 4)];
}

/** The colour of the last step that a figure reaches. */
export function colour(figure: number | undefined, limits: number[], measure: Measure): string {
  if (figure === undefined) return NOTHING;
  const step = limits.filter((limit) => figure >= limit).length - 1;
  return COLOURS[measure][Math.max(0, step)] ?? NOTHING;
}

/** What the rows come to together. */
export function total(communes: Commune[]) {
  const sum = (of: (commune: Commune) => number) => communes.reduce((so, commune) => so + of(commune), 0);
  return {
    planned: sum((one) => one.planned),
    inspected: sum((one) => one.inspected),
    records: sum((one) => one.records),
    toReview: sum((one) => one.status.received ?? 0),
    accepted: sum((one) => one.status.accepted ?? 0),
    flagged: sum((one) => (one.evidence.warn ?? 0) + (one.evidence.fail ?? 0)),
    open: sum((one) => one.findings.open),
    overdue: sum((one) => one.findings.overdue),
    resolved: sum((one) => one.findings.resolved),
  };
}
