/** How long to wait after a try that failed. */

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * Twice as long each time, up to five minutes, and between half of that and all of it by chance, so that the phones of a
 * team that came into the same network do not call in step.
 */
export function delay(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole * (0.5 + random / 2));
}
