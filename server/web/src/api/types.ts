/**
 * The shapes that the server speaks in, by the names that the desk uses. They rest on `schema.d.ts`, which is made from
 * the server's own document, so that the two cannot part; what the document leaves open is narrowed here.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type Text = Shapes["Text"];
export type Role = Shapes["Role"];
export type Person = Shapes["Person"];
export type BaseMap = Shapes["BaseMapBody"];

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
  | "answer_findings"
  | "take_in"
  | "read_evaluations"
  | "write_evaluations"
  | "sign_evaluations"
  | "export";

export type SessionBody = Omit<Shapes["SignedIn"], "permissions"> & { permissions: Permission[] };

export type Kind = Shapes["SubjectKind"];
export const KINDS: readonly Kind[] = ["work", "model", "replication_point", "household", "session"];

export type Status = Shapes["RecordStatus"];
export const STATUSES: readonly Status[] = ["received", "returned", "accepted", "waiting"];

export type Verdict = Shapes["Verdict"];
export const VERDICTS: readonly Verdict[] = ["fail", "warn", "pass", "not_applicable"];

export type Agreement = Shapes["Agreement"];
export type RecordLine = Shapes["RecordLine"];
export type RecordBody = Omit<Shapes["RecordBody"], "revisions"> & { revisions: RevisionLine[] };
export type RaisedFlag = Shapes["RaisedFlag"];
export type Violation = Shapes["Violation"];
export type RevisionLine = Omit<Shapes["RevisionLine"], "place"> & { place: "main" | "branch" | "held" };
export type Comment = Shapes["ReviewComment"];
export type RecordAction = Shapes["Action"];
export type Decision = Shapes["DecisionLine"];

export type Fix = Shapes["Fix"];
export type Outcome = "pass" | "fail" | "not_applicable";

/** An answer's value; the word names the type. */
export type Value =
  | { outcome: Outcome }
  | { number: number }
  | { choice: string }
  | { choices: string[] }
  | { text: string }
  | { date: string }
  | { place: Fix };

export type AnswerBody = Omit<Shapes["ItemAnswer"], "value"> & { value: Value };
export type PhotoRef = Shapes["Photo"];
/** Without photos, it has no list of them. */
export type Snapshot = Omit<Shapes["Revision"], "answers"> & { answers: Record<string, AnswerBody> };

export type Figure = string | number | boolean | null | Figure[] | { [name: string]: Figure };
interface Figured {
  figures: Record<string, Figure>;
  thresholds: Record<string, Figure>;
}

export type Check = Omit<Shapes["Check"], keyof Figured> & Figured;

/** Another record's photo that a check holds against this one. */
export interface OtherPhoto {
  record: string;
  photo: string;
  /** How many bits of the likeness differ; absent where the bytes are the same. */
  bits?: number | null;
  /** What of it is alike. */
  how?: "whole" | "mirrored" | "part";
  same_subject: boolean;
  same_visit: boolean;
  taken_at: string;
}

export type EvidenceAtTime = Omit<Shapes["EvidenceAtTime"], "checks"> & { checks: Check[] };
export type ReadPhoto = Shapes["ReadPhoto"];
export type EvidenceBody = Omit<Shapes["EvidenceBody"], "now" | "before"> & {
  now?: EvidenceAtTime;
  before?: EvidenceAtTime[];
};
export type Rule = Omit<Shapes["RuleBody"], "thresholds"> & Pick<Figured, "thresholds">;

export type Facets = Shapes["Facets"];
export type SavedFilter = Shapes["SavedFilter"];
export type RecordLogEntry = Shapes["RecordAct"];
export type Outcomes = Shapes["DecisionOutcomes"];

export type FindingState = Shapes["State"];
export const FINDING_STATES: readonly FindingState[] = [
  "open",
  "answered",
  "reopened",
  "resolved",
  "withdrawn",
];
export type Level = Shapes["Level"];
export const LEVELS: readonly Level[] = ["f3", "f2", "f1"];
/** As checklists write it. */
export type ChecklistLevel = Shapes["ChecklistLevel"];

export type Category = Shapes["Category"];
export const CATEGORIES: readonly Category[] = [
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
];

export type FindingEvent = Shapes["FindingEventBody"];
export type FindingFields = Omit<Shapes["NewFinding"], "id" | "commune" | "sub_project"> & {
  commune: string;
  sub_project: string;
};
export type Finding = Shapes["FindingBody"];
export type FindingPage = Shapes["FindingPage"];
export type FindingCounts = Shapes["FindingTotals"];
export type Overview = Shapes["Overview"];

export type BoundaryQuality = Shapes["BoundaryQuality"];
export type SiteQuality = Shapes["SiteQuality"];
export type UnitType = Shapes["UnitType"];

export type Unit = Omit<Shapes["Unit"], "boundary"> & { boundary?: GeoJSON.Geometry };
export type SubProject = Shapes["SubProject"];
export type Department = Shapes["Department"];
export type Subject = Omit<Shapes["Subject"], "site"> & {
  site?: Omit<Shapes["Site"], "geometry"> & { geometry: GeoJSON.Geometry };
};
export type Visit = Shapes["VisitBody"];

export type ItemType = Shapes["ItemType"];
export type Item = Shapes["Item"];
export type Section = Shapes["Section"];
export type Checklist = Shapes["Checklist"];

export type RescueOutcome = Shapes["RescueOutcome"];
export type RescuedRevision = Shapes["RescuedRevision"];
export type PushOutcome = Shapes["Outcome"];

export type Submission = Shapes["SubmissionBody"];
export type SubmissionFile = Shapes["SubmissionFile"];

export type Device = Shapes["Device"];
/** A way in for ODK Collect. The server tells it once. */
export type AppKey = Shapes["AppKey"];
export type Invitation = Shapes["Invitation"];
export type QuarantineSummary = Shapes["QuarantineSummary"];
export type WaitingGroup = Shapes["WaitingBody"];
export type LogEntry = Shapes["LogLine"];
export type Imported = Shapes["Imported"];
