/** Figures as people read them here: a comma for decimals and a point for thousands, unless English is on. */
import { language } from "~/i18n";

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = language() === "en" ? "en-GB" : "vi-VN";
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

/** `1234.5` → `1.234,5`. */
export function number(value: number, decimals = 2): string {
  return format({ maximumFractionDigits: decimals }).format(value);
}

/** A share from 0 to 1 → `87%`. */
export function percent(share: number | undefined | null, decimals = 0): string {
  if (share === undefined || share === null || Number.isNaN(share)) return "–";
  return format({ style: "percent", maximumFractionDigits: decimals }).format(share);
}

/** Metres → `350 m`, `3,2 km`. */
export function metres(value: number): string {
  if (Math.abs(value) < 999.5) return `${number(value, Math.abs(value) < 10 ? 1 : 0)} m`;
  return `${number(value / 1000, Math.abs(value) < 99_950 ? 1 : 0)} km`;
}

/** Bytes → `1,4 MB`, `10,7 GB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${number(value)} B`;
  if (value < 999_500) return `${number(value / 1000, 0)} kB`;
  if (value < 999_950_000) return `${number(value / 1_000_000, 1)} MB`;
  return `${number(value / 1_000_000_000, 1)} GB`;
}

/** Degrees → `21,85785, 106,52855`; in both languages with points, since it is copied into maps. */
export function coordinates(lat: number, lon: number): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}
