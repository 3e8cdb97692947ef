/** What the field app keeps on the phone. Shapes of the wire come from the server's document. */
import type { components } from "~/api/schema";

type Shapes = components["schemas"];

export type Revision = Shapes["Revision"];
export type Photo = Shapes["Photo"];
export type SignedBy = Shapes["SignedBy"];
export type Fix = Shapes["Fix"];
export type Answer = Shapes["ItemAnswer"];
export type NewSubject = Shapes["NewSubject"];
export type ChecklistRef = Shapes["ChecklistRef"];
export type RecordState = Shapes["RecordState"];
export type EarlierFinding = Shapes["EarlierFinding"];
export type Outcome = Shapes["Outcome"];
export type Receipt = Shapes["Receipt"];
export type DeviceSelf = Shapes["DeviceSelf"];
export type Tolerances = Shapes["Tolerances"];
export type TeamVisit = Shapes["Visit"];

/** This phone, as the server knows it. The private key cannot leave the browser. */
export interface Enrolment {
  device: string;
  /** The name of the signing key. */
  key: string;
  person: string;
  token: string;
  label: string;
  algorithm: Shapes["Algorithm"];
  keys: CryptoKeyPair;
  enrolledAt: number;
  /** The keys for receipts that came with the enrolment; `self` names the ones of today. */
  serverKeys?: Shapes["ServerKeyBody"][];
  /** What the server last said of this phone; absent until it was asked. */
  self?: DeviceSelf;
  /** Set when the server said that the phone was revoked. */
  revokedAt?: number;
}

export interface Settings {
  /** Photos wait for Wi-Fi. */
  photosOnWifi: boolean;
  /** The visit that "today" shows; chosen by date where absent. */
  visit?: string;
}

/** A record being filled. Saved at every touch. */
export interface Draft {
  record: string;
  checklist: ChecklistRef;
  visit?: string;
  /** Either this or `newSubject`. */
  subject?: string;
  newSubject?: NewSubject;
  subProject: string;
  commune: string;
  /** When the inspection began, RFC 3339 with offset: the revision's `captured_at`. */
  capturedAt: string;
  /** Where the inspector stood: the best fix while the record was filled on site. */
  fix?: Fix;
  answers: Record<string, Answer>;
  photos: Photo[];
  /** The newest snapshot that was handed in; the next one is made from it. */
  base?: string;
  state: "filling" | "handed_in";
  touchedAt: number;
  /** The section that was open last. */
  section?: string;
}

export type DraftStart = Pick<Draft, "checklist" | "subProject" | "commune"> &
  Partial<Pick<Draft, "visit" | "subject" | "newSubject" | "fix">>;

/** A photo (or a drawn signature) that was just made, before it belongs to a record. */
export interface NewShot {
  photo: Photo;
  bytes: Blob;
  thumb: Blob;
  /** From the app's camera, or chosen from the phone's files. */
  origin: "camera" | "picked" | "drawn";
}

/** A snapshot that was handed in, and what became of it. */
export interface OutboxEntry {
  revision: Revision;
  record: string;
  handedInAt: number;
  state: "waiting" | "sent" | "refused";
  outcome?: Outcome;
  tries: number;
}

/** The bytes of a photo on their way. */
export interface UploadEntry {
  sha256: string;
  bytes: number;
  mediaType: string;
  record: string;
  queuedAt: number;
  state: "waiting" | "stored" | "failed";
  /** Bytes that the server has. */
  offset: number;
  tries: number;
  /** What went wrong last: a problem's code. */
  problem?: string;
}

/** What was downloaded, for the page that says whether the phone may leave. */
export interface PlanSummary {
  visits: number;
  subjects: number;
  checklists: number;
  communes: number;
  boundaries: number;
  findings: number;
  bytes: number;
  /** When the last pull reached the end; absent before the first. */
  completeAt?: number;
}
