/** Evaluations by what they are about: a form, a year and a part of it, with the bodies that owe one. */
import type { BodyBelow, EvaluationLine, EvaluationState, Period } from "~/api/evaluations.types";
import { PERIODS } from "~/api/evaluations.types";
import type { Text } from "~/api/types";

export interface Group {
  key: string;
  form: string;
  form_title: Text;
  year: number;
  period: Period;
  /** Of the unit that stands highest; the others hand in to it. */
  top: EvaluationLine | undefined;
  lines: EvaluationLine[];
}

/** A line of a group: an evaluation, or a body that has begun none. */
export type Row = { line: EvaluationLine; missing?: never } | { missing: BodyBelow; line?: never };

const keyOf = (line: EvaluationLine) =>
  [line.year, line.period, line.form, line.kind === "thematic" ? line.title : ""].join("/");

/** Newest first; within a year the whole of it before its half. `isTop` says of a unit that others are part of it. */
export function grouped(lines: readonly EvaluationLine[], isTop: (unit: string) => boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const key = keyOf(line);
    const { form, form_title, year, period } = line;
    const group = groups.get(key) ?? { key, form, form_title, year, period, top: undefined, lines: [] };
    groups.set(key, group);
    group.lines.push(line);
    if (!line.department && isTop(line.unit)) group.top = line;
  }
  const rank = (period: Period) => PERIODS.indexOf(period === "year" ? "first_half" : "year");
  return [...groups.values()].sort(
    (a, b) => b.year - a.year || rank(a.period) - rank(b.period) || a.form.localeCompare(b.form),
  );
}

/** The highest first, then departments, then units, by name; bodies that lack one stand among them. */
export function rowsOf(group: Group, bodies: readonly BodyBelow[] = []): Row[] {
  const missing = bodies.filter((body) => body.state === undefined);
  const rows: Row[] = [
    ...group.lines.map((line) => ({ line })),
    ...missing.map((body) => ({ missing: body })),
  ];
  const body = (row: Row) => row.line ?? row.missing;
  const rank = (row: Row) => (row.line && row.line === group.top ? 0 : body(row).department ? 1 : 2);
  const name = (row: Row) => body(row).department_name ?? body(row).unit_name;
  return rows.sort((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b), "vi"));
}

export type Standing = EvaluationState | "missing";

/** How many of the level below stand where. */
export function tally(rows: readonly Row[], group: Group): Record<Standing, number> {
  const counts = { draft: 0, submitted: 0, consolidated: 0, signed: 0, missing: 0 };
  for (const row of rows)
    if (row.line !== group.top || row.missing) counts[row.line?.state ?? "missing"] += 1;
  return counts;
}
