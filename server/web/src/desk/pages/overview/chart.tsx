/** How many records had come by which day, and how many of them were accepted. */
import type { Overview } from "~/api/types";
import { t } from "~/i18n";
import { day } from "~/words/dates";
import { number } from "~/words/numbers";

const WIDTH = 720;
const HEIGHT = 540;
const LEFT = 42;
const BOTTOM = 26;

interface Line {
  at: number;
  received: number;
  accepted: number;
}

/** Running totals by day of capture: all that came, and what of it is accepted by now. */
export function runningTotals(days: Overview["days"]): Line[] {
  let received = 0;
  let accepted = 0;
  return [...days]
    .sort((a, b) => a.day.localeCompare(b.day))
    .map((one) => {
      received += (one.waiting ?? 0) + one.received + one.accepted + one.returned;
      accepted += one.accepted;
      return { at: Date.parse(one.day), received, accepted };
    });
}

/** A round figure at or above the highest, so that the axis has whole steps. */
export function roof(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((step) => step * unit).find((step) => step >= most) ?? most;
}

export function ProgressChart({ days }: { days: Overview["days"] }) {
  const lines = runningTotals(days);
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return <p class="soft">{t("overview.none")}</p>;
  const top = Math.max(4, roof(last.received));
  const span = Math.max(1, last.at - first.at);
  const x = (at: number) => LEFT + ((at - first.at) / span) * (WIDTH - LEFT - 12);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - 12);
  const path = (of: (line: Line) => number) =>
    lines
      .map((line, n) => `${n === 0 ? "M" : "L"}${x(line.at).toFixed(1)} ${y(of(line)).toFixed(1)}`)
      .join("");
  const words = `${t("overview.cumulative")}: ${number(last.received)}; ${t("overview.accepted")}: ${number(last.accepted)}`;
  return (
    <figure>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="chart__grid" x1={LEFT} x2={WIDTH - 12} y1={y(top * share)} y2={y(top * share)} />
            <text class="chart__text" x={LEFT - 6} y={y(top * share) + 4} text-anchor="end">
              {number(top * share)}
            </text>
          </g>
        ))}
        <path
          class="chart__area"
          d={`${path((line) => line.received)}L${x(last.at)} ${y(0)}L${LEFT} ${y(0)}Z`}
        />
        <path class="chart__line" d={path((line) => line.received)} />
        <path class="chart__line chart__line--accepted" d={path((line) => line.accepted)} />
        <text class="chart__text" x={LEFT} y={HEIGHT - 6}>
          {day(new Date(first.at).toISOString())}
        </text>
        <text class="chart__text" x={WIDTH - 12} y={HEIGHT - 6} text-anchor="end">
          {day(new Date(last.at).toISOString())}
        </text>
      </svg>
      <figcaption class="chart__legend soft small">
        <span class="chart__key">{t("overview.cumulative")}</span>
        <span class="chart__key chart__key--accepted">{t("overview.accepted")}</span>
      </figcaption>
    </figure>
  );
}
