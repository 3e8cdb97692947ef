/**
 * What the desk will ask about, said while the team is still on site and can do something about it. None of it stops a
 * record: it may be as it is for a good reason. Each warning is a code with its figures; the words are the pages'.
 */
import type { Checklist, Subject, Unit } from "~/api/types";
import type { Draft, Fix, Photo, TeamVisit, Tolerances } from "~/field/model";
import { farFromSite, insideCommune, nearerSubject } from "~/field/place";
import { dayOf } from "~/protocol/time";
import { answerTo } from "./edit";

export type WarningCode =
  | "no_place"
  | "place_coarse"
  | "outside_commune"
  | "far_from_site"
  | "nearer_subject"
  | "photo_outside"
  | "photo_elsewhere"
  | "photo_no_place"
  | "day_outside_visit"
  | "clock_off";

export interface Warning {
  code: WarningCode;
  /** Figures: metres end in `_m`, seconds in `_s`, days are YYYY-MM-DD. */
  args: Record<string, string | number>;
  /** The item that it is about; none where it is about the record. */
  item?: string;
}

/** What is known about where and when the record is filled. */
export interface Scene {
  subject?: Subject | undefined;
  /** Others that the phone knows, to notice that the wrong one was opened. */
  others?: readonly Subject[] | undefined;
  unit?: Unit | undefined;
  visit?: TeamVisit | undefined;
  tolerances?: Tolerances | undefined;
  /** How far this phone's clock is ahead of the server's, when they last spoke. */
  clockAheadS?: number | undefined;
}

/** A fix that the record states, the item that states it, and the accuracy that was wanted of it. */
interface Stated {
  fix: Fix;
  item?: string;
  wantedM?: number | undefined;
}

function statedPlaces(draft: Draft, checklist: Checklist): Stated[] {
  const places: Stated[] = draft.fix ? [{ fix: draft.fix }] : [];
  for (const { items } of checklist.sections)
    for (const item of items) {
      const value = answerTo(draft, item.key);
      if (item.answer.type === "place" && value && "place" in value)
        places.push({ fix: value.place, item: item.key, wantedM: item.answer.accuracy_m });
    }
  return places;
}

function aboutPlace({ fix, item, wantedM }: Stated, scene: Scene, on: string): Warning[] {
  const { tolerances, unit, subject } = scene;
  const found: Warning[] = [];
  const about = item === undefined ? {} : { item };
  const coarse = wantedM ?? tolerances?.accuracy_m;
  if (coarse !== undefined && fix.accuracy_m > coarse)
    found.push({
      code: "place_coarse",
      args: { accuracy_m: fix.accuracy_m, wanted_m: coarse },
      ...about,
    });
  if (!tolerances) return found;
  const inside = insideCommune(fix, unit, tolerances, on);
  if (inside.answer === "outside")
    found.push({
      code: "outside_commune",
      args: { distance_m: inside.distanceM, quality: inside.quality, commune: unit?.name ?? "" },
      ...about,
    });
  const far = farFromSite(fix, subject?.site, tolerances);
  if (far.answer === "far")
    found.push({
      code: "far_from_site",
      args: { distance_m: far.distanceM, quality: far.quality },
      ...about,
    });
  return found;
}

/** Of all photos of one item, one warning of a kind: the worst figure, and how many they are. */
class ByItem {
  readonly #found = new Map<string, Warning>();

  add(code: WarningCode, item: string | undefined, distanceM?: number): void {
    const key = `${code} ${item ?? ""}`;
    const before = this.#found.get(key);
    const worst = Math.max(Number(before?.args.distance_m ?? 0), distanceM ?? 0);
    this.#found.set(key, {
      code,
      args: {
        count: Number(before?.args.count ?? 0) + 1,
        ...(distanceM === undefined ? {} : { distance_m: worst }),
      },
      ...(item === undefined ? {} : { item }),
    });
  }

  get all(): Warning[] {
    return [...this.#found.values()];
  }
}

function aboutPhotos(photos: readonly Photo[], scene: Scene, recordIsFar: boolean): Warning[] {
  const { tolerances, unit, subject } = scene;
  const found = new ByItem();
  for (const photo of photos) {
    // A drawn signature is no photo of a place.
    if (photo.signed_by) continue;
    if (!photo.fix) {
      found.add("photo_no_place", photo.item);
      continue;
    }
    if (!tolerances) continue;
    const inside = insideCommune(photo.fix, unit, tolerances, dayOf(photo.taken_at));
    const far = farFromSite(photo.fix, subject?.site, tolerances);
    if (inside.answer === "outside") found.add("photo_outside", photo.item, inside.distanceM);
    // Where the whole record is far from its site, that is said once and not again for each photo.
    else if (far.answer === "far" && !recordIsFar) found.add("photo_elsewhere", photo.item, far.distanceM);
  }
  return found.all;
}

/** Standing at another subject's site: the wrong one may be open. Far from all of them, it would be idle talk. */
function aboutOthers({ fix }: Draft, { subject, others, tolerances }: Scene): Warning[] {
  const nearer = subject && others && nearerSubject(fix, subject, others);
  if (!nearer?.clearly || !tolerances) return [];
  if (farFromSite(fix, nearer.subject.site, tolerances).answer !== "near") return [];
  return [{ code: "nearer_subject", args: { distance_m: nearer.distanceM, name: nearer.subject.name } }];
}

function aboutTime(draft: Draft, { visit, tolerances, clockAheadS }: Scene, now: number): Warning[] {
  const found: Warning[] = [];
  const day = dayOf(draft.capturedAt);
  if (visit && (day < visit.starts_on || day > visit.ends_on))
    found.push({ code: "day_outside_visit", args: { day, from: visit.starts_on, to: visit.ends_on } });
  // A record from the future: the clock was put back since, or forward before.
  const fromFuture = (Date.parse(draft.capturedAt) - now) / 1000;
  const off = Math.abs(clockAheadS ?? 0) > (tolerances?.clock_s ?? Number.POSITIVE_INFINITY);
  if (off && clockAheadS !== undefined) found.push({ code: "clock_off", args: { ahead_s: clockAheadS } });
  else if (fromFuture > (tolerances?.clock_s ?? 60))
    found.push({ code: "clock_off", args: { ahead_s: fromFuture } });
  return found;
}

/** Everything that is worth a second look, the record's own place first. `now` is the phone's clock in milliseconds. */
export function warnings(draft: Draft, checklist: Checklist, scene: Scene, now: number): Warning[] {
  const day = dayOf(draft.capturedAt);
  const stated = statedPlaces(draft, checklist);
  const places = stated.flatMap((place) => aboutPlace(place, scene, day));
  return [
    ...(stated.length === 0 ? [{ code: "no_place" as const, args: {} }] : []),
    // What an item's place says already is not said again of the record.
    ...places.filter(
      ({ code, item }) => item !== undefined || !places.some((other) => other.item && other.code === code),
    ),
    ...aboutOthers(draft, scene),
    ...aboutPhotos(
      draft.photos,
      scene,
      places.some(({ code }) => code === "far_from_site"),
    ),
    ...aboutTime(draft, scene, now),
  ];
}
