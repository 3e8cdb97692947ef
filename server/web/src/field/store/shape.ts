/** What lies where in the phone's database. */
import type { DBSchema } from "idb";
import type { components } from "~/api/schema";
import type { Checklist } from "~/api/types";
import type { Draft, Enrolment, OutboxEntry, Receipt, Settings, UploadEntry } from "../model";

export type ThingKind = components["schemas"]["Kind"];

/** How far the phone has read the server's feed. */
export interface PullNote {
  cursor?: string;
  /** Counts how often everything was downloaded anew; a thing of an older round is forgotten when a round is whole. */
  round: number;
  /** What this round's pages weighed. */
  bytes: number;
  /** When the end of the feed was last reached. */
  completeAt?: number;
}

/** The phone's clock against the server's, when they last spoke. */
export interface ClockNote {
  /** How far the phone is ahead; negative where it is behind. */
  aheadMs: number;
  at: number;
}

/** What the next try to sync must know, in whichever page or worker it is made. */
export interface SyncNote {
  failures: number;
  nextTryAt?: number;
  /** The server asked not to be called before. */
  notBefore?: number;
  lastSuccessAt?: number;
}

export interface Notes {
  enrolment: Enrolment;
  settings: Settings;
  pull: PullNote;
  clock: ClockNote;
  sync: SyncNote;
}

/** Something that was pulled. */
export interface Thing {
  kind: ThingKind;
  id: string;
  round: number;
  body: unknown;
}

/** A photo's bytes, independent of any file. */
export interface StoredBlob {
  sha256: string;
  bytes: number;
  mediaType: string;
  storedAt: number;
  data: Blob;
}

export interface StoredThumb {
  sha256: string;
  /** Made here with the photo, or downloaded with an earlier finding. */
  of: "photo" | "finding";
  data: Blob;
}

/** A receipt whose signature was checked. */
export interface StoredReceipt {
  key: string;
  receipt: Receipt;
  checkedAt: number;
}

export const receiptKey = {
  revision: (id: string) => `revision:${id}`,
  photo: (sha256: string) => `photo:${sha256}`,
};

export interface FieldDb extends DBSchema {
  meta: { key: string; value: Notes[keyof Notes] };
  things: { key: [ThingKind, string]; value: Thing; indexes: { kind: ThingKind; round: number } };
  drafts: { key: string; value: Draft };
  checklists: { key: [string, number]; value: Checklist };
  blobs: { key: string; value: StoredBlob };
  thumbs: { key: string; value: StoredThumb; indexes: { of: StoredThumb["of"] } };
  outbox: { key: string; value: OutboxEntry; indexes: { state: OutboxEntry["state"]; record: string } };
  uploads: { key: string; value: UploadEntry; indexes: { state: UploadEntry["state"] } };
  receipts: { key: string; value: StoredReceipt };
}
