/** Days and times as Vietnamese offices write them: dd/mm/yyyy, in the time where the programme works. */

const ZONE = "Asia/Ho_Chi_Minh";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function split(at: Date): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
}

/** `2024-05-14` or a moment → `14/05/2024`. A day without a time is nobody's zone: it is only turned around. */
export function day(value: string | undefined | null): string {
  if (!value) return "";
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (plain) return `${plain[3]}/${plain[2]}/${plain[1]}`;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const { day, month, year } = split(at);
  return `${day}/${month}/${year}`;
}

/** A moment → `14/05/2024 08:49`. */
export function moment(value: string | number | undefined | null): string {
  if (value === undefined || value === null || value === "") return "";
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return String(value);
  const { day, month, year, hour, minute } = split(at);
  return `${day}/${month}/${year} ${hour}:${minute}`;
}

/** The camera's own clock, `2024-05-14T08:49:00[+07:00]`, as it stands there: no zone is added to it. */
export function wallClock(value: string | undefined): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(.*)$/.exec(value ?? "");
  if (!found) return value ?? "";
  const [, year, month, dayOf, hour, minute, second, rest] = found;
  const zone = /([+-]\d{2}:\d{2}|Z)$/.exec(rest ?? "")?.[1];
  return `${dayOf}/${month}/${year} ${hour}:${minute}${second ? `:${second}` : ""}${zone ? ` (${zone})` : ""}`;
}

/** Today where the programme works, as YYYY-MM-DD. */
export function today(now: Date = new Date()): string {
  const { day, month, year } = split(now);
  return `${year}-${month}-${day}`;
}

/** Whole days from one day to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000,
  );
}
