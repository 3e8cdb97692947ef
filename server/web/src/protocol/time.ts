/** Times and dates. Every instant is whole milliseconds, and a time carries the offset of the place where it was read. */

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The days that the server takes, in answers too: before the first there was no programme, and no phone of it. */
export const FIRST_DAY = "2000-01-01";
export const LAST_DAY = "2099-12-31";

const TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** An instant, and how many minutes east of UTC its clock was. */
export interface OffsetInstant {
  at: number;
  offset: number;
}

/** RFC 3339 with milliseconds and offset, such as `2024-05-06T09:15:00.000+07:00`; the phone's own offset if none is given. */
export function offsetTime(date: Date | number, offsetMinutes?: number): string {
  const at = new Date(date);
  const offset = offsetMinutes ?? -at.getTimezoneOffset();
  const local = new Date(at.getTime() + offset * MINUTE).toISOString().slice(0, -1);
  const size = Math.abs(offset);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Reads an RFC 3339 time with an offset; nothing where it is none. */
export function readTime(text: string): OffsetInstant | undefined {
  const [, date = "", hour, minute, second, fraction = "", sign, offsetHour = "0", offsetMinute = "0"] =
    TIME.exec(text) ?? [];
  const day = dayNumber(date);
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const east = Number(offsetHour) * 60 + Number(offsetMinute);
  const offset = sign === "-" ? 0 - east : east;
  const minutes = Number(hour) * 60 + Number(minute) - offset;
  const ms = Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return { at: day * DAY + minutes * MINUTE + ms, offset };
}

function mustRead(text: string): OffsetInstant {
  const read = readTime(text);
  if (!read) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is not a time`);
  return read;
}

/** Milliseconds since 1970-01-01 UTC. Throws where the text is no time. */
export function instant(text: string): number {
  return mustRead(text).at;
}

/** The calendar day on which it was read, where it was read. Throws where the text is no time. */
export function dayOf(time: string): string {
  mustRead(time);
  return time.slice(0, 10);
}

/** Whether the server takes this instant; that of a clock that was never set it does not. */
export function isInRange(at: number): boolean {
  return at >= Date.parse(FIRST_DAY) && at < Date.parse(LAST_DAY) + DAY;
}

/** Whole days from 1970-01-01 to a day written `YYYY-MM-DD`; nothing where there is no such day. */
export function dayNumber(day: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const at = Date.parse(`${day}T00:00:00Z`);
  // Where a month has no such day, some engines read the first days of the next.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? at / DAY : undefined;
}

/** The day that `dayNumber` numbers, `YYYY-MM-DD`: planned days are figures. */
export function dayFromNumber(number: number): string {
  return new Date(Math.trunc(number) * DAY).toISOString().slice(0, 10);
}
