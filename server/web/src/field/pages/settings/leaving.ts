/** What would be lost if this phone were wiped now, and what has to happen before. */
import type { Draft } from "~/field/model";
import type { Unsent } from "~/field/store";
import { fold } from "~/words/fold";

export interface Lost {
  /** Handed in, without the server's receipt, and in no rescue file. */
  records: number;
  photos: number;
  /** Begun and never handed in: no rescue file holds these. */
  drafts: number;
}

/** What a rescue file was made of. */
export interface Rescued {
  revisions: ReadonlySet<string>;
  photos: ReadonlySet<string>;
}

export function rescuedBy({ revisions, photos }: Unsent): Rescued {
  return {
    revisions: new Set(revisions.map(({ revision }) => revision)),
    photos: new Set(photos.map(({ sha256 }) => sha256)),
  };
}

export function lostBy(unsent: Unsent, drafts: Draft[], rescued: Rescued | undefined): Lost {
  const left = unsent.revisions.filter(({ revision }) => !rescued?.revisions.has(revision));
  return {
    records: new Set(left.map(({ record }) => record)).size,
    photos: unsent.photos.filter(({ sha256 }) => !rescued?.photos.has(sha256)).length,
    drafts: drafts.filter(({ state }) => state === "filling").length,
  };
}

export function isNothing({ records, photos, drafts }: Lost): boolean {
  return records + photos + drafts === 0;
}

/** The word that confirms a loss, as people type it: case and tone marks do not matter. */
export function isConfirmed(typed: string, word: string): boolean {
  return fold(typed.trim()) === fold(word);
}
