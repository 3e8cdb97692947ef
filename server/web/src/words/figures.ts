/** A measured figure in words: the ending of its name says the unit, as the rules write them. */
import type { Figure } from "~/api/types";
import { has, t, wordFor } from "~/i18n";
import { day, moment } from "./dates";
import { metres, number } from "./numbers";

/** Seconds → `45 giây`, `12 phút`, `5 giờ`, `3 ngày`. */
export function span(seconds: number): string {
  const size = Math.abs(seconds);
  const [value, unit] =
    size < 90
      ? [size, "second" as const]
      : size < 5400
        ? [size / 60, "minute" as const]
        : size < 172_800
          ? [size / 3600, "hour" as const]
          : [size / 86_400, "day" as const];
  return t(`span.${unit}`, { count: Math.round(value) });
}

export function figureName(name: string): string {
  return wordFor("figure", name);
}

export function figureValue(name: string, value: Figure): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return t(value ? "state.yes" : "state.no");
  if (Array.isArray(value)) return value.map((one) => figureValue(name, one)).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "number") {
    if (/(^|_)m$/.test(name)) return metres(value);
    if (/(^|_)s$|^seconds$/.test(name)) return span(value);
    if (/_kmh$/.test(name)) return `${number(value, 0)} km/h`;
    if (/(^|_)days(_|$)/.test(name)) return span(value * 86_400);
    if (name === "lat" || name === "lon") return value.toFixed(5);
    return number(value);
  }
  if (/_on$/.test(name)) return day(value);
  if (/_at$|^time$/.test(name) && /^\d{4}-/.test(value)) return moment(value);
  for (const words of ["site_quality", "boundary_quality", "source"])
    if (has(`${words}.${value}`)) return t(`${words}.${value}` as never);
  return value;
}
