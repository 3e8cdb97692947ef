/** What the parts of a record's page share: the record, what was read of it, and the comments that are being written. */
import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import type {
  Checklist,
  Comment,
  EvidenceBody,
  Finding,
  PhotoRef,
  RecordBody,
  Rule,
  Snapshot,
} from "~/api/types";
import type { Signature } from "./photos";

/** Where a comment stands: on an item, on a photo. */
export type Spot = { item: string } | { photo: string };

export const spotKey = (spot: Spot): string => ("item" in spot ? `item:${spot.item}` : `photo:${spot.photo}`);

export interface Drafts {
  texts: ReadonlyMap<string, string>;
  write: (spot: Spot, text: string | undefined) => void;
  /** Those with words, as they are sent. */
  comments: Comment[];
  clear: () => void;
}

export interface RecordShown {
  record: RecordBody;
  /** The snapshot that stands. */
  head: Snapshot | undefined;
  checklist: Checklist | undefined;
  evidence: EvidenceBody | undefined;
  rules: Rule[];
  /** Photos of the place: what is counted, leafed through and checked. */
  photos: PhotoRef[];
  /** The signatures of those who were there. */
  signatures: Signature[];
  /** Findings that were raised from this record. */
  findings: Finding[];
  drafts: Drafts;
  openPhoto: (sha256: string) => void;
  /** Raises a finding, from an item or freely. */
  raise: ((item?: string) => void) | undefined;
  /** Goes to the view in which every check is told. */
  showEvidence: () => void;
}

export const RecordContext = createContext<RecordShown | null>(null);

export function useRecord(): RecordShown {
  const shown = useContext(RecordContext);
  if (!shown) throw new Error("no record is shown");
  return shown;
}

const storeKey = (record: string) => `thucdia.drafts.${record}`;

function stored(record: string): Map<string, string> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(storeKey(record)) ?? "[]") as [string, string][]);
  } catch {
    return new Map();
  }
}

/** Comments that are not sent yet. They outlive a reload, not the tab. */
export function useDrafts(record: string): Drafts {
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(() => stored(record));
  const keep = (next: ReadonlyMap<string, string>) => {
    setTexts(next);
    try {
      sessionStorage.setItem(storeKey(record), JSON.stringify([...next]));
    } catch {
      // Then they last as long as the page.
    }
  };
  const write = (spot: Spot, text: string | undefined) => {
    const next = new Map(texts);
    if (text === undefined) next.delete(spotKey(spot));
    else next.set(spotKey(spot), text);
    keep(next);
  };
  const comments = [...texts]
    .filter(([, text]) => text.trim() !== "")
    .map(([key, text]): Comment => {
      const [kind = "", ...rest] = key.split(":");
      return { [kind]: rest.join(":"), text: text.trim() };
    });
  return { texts, write, comments, clear: () => keep(new Map()) };
}
