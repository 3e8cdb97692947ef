/** The shapes that the server speaks in, for the whole desk. */

export interface Text {
  vi: string;
  en?: string;
}

export type Role = "inspector" | "commune_officer" | "reviewer" | "evaluator" | "administrator";

export type Permission =
  | "sync"
  | "read_registry"
  | "manage_registry"
  | "read_records"
  | "read_intake"
  | "manage_people"
  | "read_log"
  | "review_records"
  | "read_findings"
  | "raise_findings"
  | "answer_findings";

export interface Person {
  id: string;
  name: string;
  full_name: string;
  phone?: string;
  department?: string;
  active: boolean;
  roles: { role: Role; unit: string }[];
}

export interface BaseMap {
  tiles?: string;
  pmtiles?: string;
  attribution: string;
}

export interface SessionBody {
  person: Person;
  permissions: Permission[];
  base_map?: BaseMap;
}

export type Kind = "work" | "model" | "replication_point" | "household" | "session";
export const KINDS: readonly Kind[] = ["work", "model", "replication_point", "household", "session"];

export type Status = "waiting" | "received" | "accepted" | "returned";
export const STATUSES: readonly Status[] = ["received", "returned", "accepted", "waiting"];

export type Verdict = "pass" | "warn" | "fail" | "not_applicable";
export const VERDICTS: readonly Verdict[] = ["fail", "warn", "pass", "not_applicable"];

export type Agreement = "agrees" | "approximate" | "disagrees" | "unknown";

export interface Reason {
  rule: string;
  answer: Verdict;
  photo?: string;
  text: Text;
}

export interface EvidenceSummary {
  revision: string;
  checked_at: string;
  answer: Verdict;
  passed: number;
  warned: number;
  failed: number;
  not_applicable: number;
  reasons: Reason[];
}

export interface CommuneLink {
  declared: string;
  derived?: string;
  method: "declared" | "boundary" | "distance";
  distance_m?: number;
  accuracy_m?: number;
  quality?: BoundaryQuality;
  by?: "record" | "answer" | "photo";
  agreement: Agreement;
}

export interface SubjectLink {
  subject: string;
  distance_m?: number;
  nearest?: { subject: string; commune: string; distance_m: number };
  method: "declared" | "boundary" | "distance";
  accuracy_m?: number;
  quality?: SiteQuality;
  agreement: Agreement;
}

export interface RecordLine {
  record: string;
  status: Status;
  checklist: { id: string; version: number };
  visit?: string;
  subject: string;
  sub_project: string;
  commune: string;
  person: string;
  device: string;
  captured_at: string;
  first_received_at: string;
  photos_missing: number;
  conflicts: number;
  incomplete: boolean;
  commune_link: CommuneLink;
  subject_link: SubjectLink;
  evidence?: EvidenceSummary;
  /** Unknown where no list has the subject and its checklist is not known. */
  kind?: Kind;
  subject_name: string;
  subject_code?: string;
  village?: string;
  masked: boolean;
  inspector: string;
  score?: number;
  flags: number;
  omissions: number;
  changed_at: string;
  head?: string;
}

export interface RaisedFlag {
  item: string;
  level: ChecklistLevel;
  message: Text;
}

export interface Violation {
  path: string;
  code: string;
  message: string;
  message_vi: string;
}

export interface RevisionLine {
  revision: string;
  number: number;
  place: "main" | "branch" | "held";
  base?: string;
  joined?: string;
  device: string;
  received_at: string;
  sha256: string;
}

export interface Comment {
  item?: string;
  photo?: string;
  text: string;
}

export type RecordAction = "accept" | "return" | "reopen";

export interface Decision {
  number: number;
  action: RecordAction;
  at: string;
  person: string;
  person_name: string;
  head: string;
  comments?: Comment[];
}

export interface RecordBody extends RecordLine {
  held: number;
  assessment: { omissions: Violation[]; flags: RaisedFlag[]; score?: number };
  missing: string[];
  revisions: RevisionLine[];
  review?: { decisions: Decision[] };
}

export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number;
  altitude_m?: number;
  at: string;
  source: "gnss" | "network" | "browser" | "manual";
  mocked?: boolean;
}

export type Outcome = "pass" | "fail" | "not_applicable";

export type Value =
  | { outcome: Outcome }
  | { number: number }
  | { choice: string }
  | { choices: string[] }
  | { text: string }
  | { date: string }
  | { place: Fix };

export interface AnswerBody {
  value: Value;
  note?: string;
}

export interface PhotoRef {
  sha256: string;
  bytes: number;
  media_type: string;
  item?: string;
  caption?: string;
  taken_at: string;
  fix?: Fix;
}

export interface Snapshot {
  record: string;
  revision: string;
  base?: string;
  checklist: { id: string; version: number };
  visit?: string;
  subject?: string;
  new_subject?: { id: string; kind: Kind; name: string; village?: string };
  sub_project: string;
  commune: string;
  captured_at: string;
  fix?: Fix;
  answers: Record<string, AnswerBody>;
  photos: PhotoRef[];
  signature?: { key: string; value: string } | Record<string, unknown>;
}

export type Figure = string | number | boolean | null | Figure[] | { [name: string]: Figure };

export interface Check {
  rule: string;
  version: number;
  photo?: string;
  answer: Verdict;
  figures: Record<string, Figure>;
  thresholds: Record<string, Figure>;
  text: Text;
}

/** Another record's photo that a check holds against this one. */
export interface OtherPhoto {
  record: string;
  photo: string;
  bits?: number | null;
  same_subject: boolean;
  same_visit: boolean;
  taken_at: string;
}

export interface EvidenceAtTime {
  number: number;
  revision: string;
  checked_at: string;
  cause: string;
  sha256: string;
  checks: Check[];
}

export interface Exif {
  lat?: number;
  lon?: number;
  place_fault?: string;
  accuracy_m?: number;
  altitude_m?: number;
  direction_deg?: number;
  gps_at?: string;
  taken_at?: string;
  digitized_at?: string;
  modified_at?: string;
  maker?: string;
  model?: string;
  software?: string;
  orientation?: number;
  stated_width?: number;
  stated_height?: number;
  editors?: string[];
}

export interface ReadPhoto {
  sha256: string;
  read_at: string;
  reading?: {
    format: string;
    exif?: Exif;
    picture: { width: number; height: number; fault?: string; brightness?: number; sharpness?: number };
  };
  unreadable?: string;
}

export interface Mark {
  rule: string;
  photo?: string;
  right: boolean;
  person_name: string;
  at: string;
}

export interface EvidenceBody {
  record: string;
  now?: EvidenceAtTime;
  before?: EvidenceAtTime[];
  photos: ReadPhoto[];
  marks?: Mark[];
}

export interface Rule {
  code: string;
  version: number;
  weight: number;
  title: Text;
  explanation: Text;
  thresholds: Record<string, Figure>;
}

export interface Facets {
  total: number;
  status: Partial<Record<Status, number>>;
  evidence: Partial<Record<Verdict | "unchecked", number>>;
  kind: Partial<Record<Kind, number>>;
  commune: { unit: string; n: number }[];
  sub_project: { id: string; n: number }[];
  conflicts: number;
}

export interface SavedFilter {
  id: string;
  name: string;
  query: string;
}

export interface RecordLogEntry {
  seq: number;
  at: string | number;
  actor: string;
  actor_name?: string;
  action: string;
  detail?: unknown;
}

export type Outcomes = {
  outcomes: {
    record: string;
    status?: Status;
    problem?: { title: string; title_vi?: string; detail?: string };
  }[];
};

export type FindingState = "open" | "answered" | "resolved" | "reopened" | "withdrawn";
export const FINDING_STATES: readonly FindingState[] = [
  "open",
  "answered",
  "reopened",
  "resolved",
  "withdrawn",
];
export type Level = "f1" | "f2" | "f3";
export const LEVELS: readonly Level[] = ["f3", "f2", "f1"];
/** As checklists write it. */
export type ChecklistLevel = "F1" | "F2" | "F3";

export const CATEGORIES = [
  "quality",
  "quantity",
  "progress",
  "documents",
  "eligibility",
  "funds",
  "publicity",
  "operation",
  "safety",
  "data",
  "other",
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface FindingEvent {
  number: number;
  at: string;
  person: string;
  person_name: string;
  kind: string;
  text?: string;
  photos?: string[];
}

export interface FindingFields {
  level: Level;
  category: Category;
  record?: string;
  revision?: string;
  item?: string;
  subject?: string;
  sub_project: string;
  commune: string;
  what: string;
  cause?: string;
  recommendation?: string;
  responsible?: { unit?: string; department?: string };
  due_on?: string;
  photos?: string[];
}

export interface Finding extends FindingFields {
  id: string;
  number: string;
  year: number;
  state: FindingState;
  subject_name?: string;
  raised_at: string;
  raised_by: string;
  raised_by_name: string;
  changed_at: string;
  overdue: boolean;
  carried_over: boolean;
  events?: FindingEvent[];
}

export interface FindingPage {
  findings: Finding[];
  next?: string;
  counts: { state: Partial<Record<FindingState, number>>; overdue: number; carried_over: number };
}

export interface FindingCounts {
  open: number;
  overdue: number;
  resolved: number;
}

export interface Overview {
  communes: {
    unit: string;
    planned: number;
    inspected: number;
    records: number;
    status: Partial<Record<Status, number>>;
    evidence: Partial<Record<Verdict | "unchecked", number>>;
    findings: FindingCounts;
  }[];
  sub_projects: {
    id: string;
    planned: number;
    inspected: number;
    records: number;
    findings: FindingCounts;
  }[];
  /** Records by the day of their capture and by where they stand now. */
  days: { day: string; waiting?: number; received: number; accepted: number; returned: number }[];
}

export type BoundaryQuality = "approximate" | "reference-map" | "official";
export type SiteQuality = "guessed" | "documented" | "surveyed";
export type UnitType = "province" | "district" | "commune" | "ward" | "township" | "special_zone";

export interface Unit {
  id: string;
  code: string;
  name: string;
  unit_type: UnitType;
  parent?: string;
  valid_from?: string;
  valid_to?: string;
  successor?: string;
  boundary_quality?: BoundaryQuality;
  boundary?: GeoJSON.Geometry;
}

export interface SubProject {
  id: string;
  parent?: string;
  code: string;
  name: string;
  name_en?: string;
  department?: string;
  valid_from?: string;
  valid_to?: string;
  leaf: boolean;
}

export interface Department {
  id: string;
  code: string;
  name: string;
  name_en?: string;
}

export interface Subject {
  id: string;
  kind: Kind;
  code?: string;
  name: string;
  sub_project: string;
  also?: string[];
  commune: string;
  village?: string;
  site?: { geometry: GeoJSON.Geometry; quality: SiteQuality; source?: string };
  planned?: Record<string, number>;
  unlisted?: boolean;
}

export interface Visit {
  id: string;
  title: string;
  plan?: string;
  starts_on: string;
  ends_on: string;
  communes: string[];
  subjects: string[];
  team: { person: string; role: "head" | "secretary" | "member"; name?: string }[];
}

export interface Choice {
  value: string;
  label: Text;
}

export interface Measure {
  key: string;
  label: Text;
}

export type ItemType =
  | { type: "pass_fail" }
  | { type: "number"; unit: Measure; min?: number; max?: number; decimals?: number }
  | { type: "choice"; choices: Choice[] }
  | { type: "multiple_choice"; choices: Choice[] }
  | { type: "text"; max_length?: number }
  | { type: "date" }
  | { type: "photo"; min?: number; max?: number }
  | { type: "place"; accuracy_m?: number };

export interface Item {
  key: string;
  question: Text;
  hint?: Text;
  answer: ItemType;
  required?: boolean;
  shown_if?: unknown;
  photo?: unknown;
  must_hold?: unknown;
  flags?: { when: unknown; level: ChecklistLevel; message: Text }[];
  weight?: number;
}

export interface Section {
  key: string;
  title: Text;
  shown_if?: unknown;
  items: Item[];
}

export interface Checklist {
  format: number;
  id: string;
  version: number;
  title: Text;
  subject_kind: Kind;
  settings?: Record<string, { title: Text; value: number; unit?: Measure }>;
  sections: Section[];
}

export interface Device {
  id: string;
  person: string;
  label: string;
  key: string;
  enrolled_at: string;
  seen_at?: string;
  revoked_at?: string;
}

export interface Invitation {
  code: string;
  expires_at: string;
  url: string;
  qr_svg: string;
}

export interface QuarantineSummary {
  id: string;
  device: string;
  person: string;
  received_at: string;
  bytes: number;
  problems: Violation[];
}

export interface WaitingGroup {
  commune: string;
  device: string;
  records: number;
  photos_missing: number;
  held: number;
  oldest: string;
  person_name?: string;
  phone?: string;
}

export interface LogEntry {
  seq: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: string;
  hash: string;
}

export interface Imported {
  what: string;
  rows: number;
  added: number;
  updated: number;
  checked_only: boolean;
}
