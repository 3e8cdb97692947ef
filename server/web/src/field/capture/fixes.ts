/** The fixes of the last half minute: which belongs to this moment, and which says best where the phone is. */
import type { Fix } from "../model";
import { Plane } from "../place";

/** A photo's fix may be this old, in milliseconds: in ten seconds nobody walks out of the picture. */
export const MOMENT = 10_000;
/** For the place of a whole record the most accurate of this time counts. */
const WINDOW = 30_000;

/**
 * A fix, and when it came by the page's own steady clock. Its own time is no measure of its age: receivers give the
 * satellites' time, and phones whose clock is set wrong would find every fix too old or not yet made.
 */
export interface Held {
  fix: Fix;
  cameAt: number;
}

/** The fixes that still count, with the new one. */
export function hold(held: readonly Held[], fix: Fix, now: number): Held[] {
  return [...held.filter(({ cameAt }) => now - cameAt <= WINDOW), { fix, cameAt: now }];
}

/** The newest fix, where it is of this moment. */
export function newest(held: readonly Held[], now: number): Fix | undefined {
  const last = held.at(-1);
  return last && now - last.cameAt <= MOMENT ? last.fix : undefined;
}

/**
 * The most accurate fix of the last half minute that the newest one does not contradict: who has walked on since is
 * no longer where the better fix was.
 */
export function best(held: readonly Held[], now: number): Fix | undefined {
  const recent = held.filter(({ cameAt }) => now - cameAt <= WINDOW).map(({ fix }) => fix);
  const last = recent.at(-1);
  if (!last) return undefined;
  const here = new Plane([last.lon, last.lat]);
  return recent.reduce((chosen, fix) => {
    const agrees = here.toPoint([fix.lon, fix.lat]) <= fix.accuracy_m + last.accuracy_m;
    return agrees && fix.accuracy_m < chosen.accuracy_m ? fix : chosen;
  }, last);
}
