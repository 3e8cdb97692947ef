/** The shapes of evaluations and their forms, as `types.ts` has those of everything else. */
import type { components } from "./schema";
import type { Figure as CheckFigure } from "./types";

type Shapes = components["schemas"];

export type Period = Shapes["Period"];
export const PERIODS: readonly Period[] = ["first_half", "year", "none"];
export type EvaluationState = Shapes["EvaluationState"];
export const EVALUATION_STATES: readonly EvaluationState[] = ["draft", "submitted", "consolidated", "signed"];
export type Step = Shapes["EvaluationStep"];
export type MayDo = Shapes["MayDo"];

/** A form as data, in one version. */
export type Form = Shapes["Form"];

export type EvaluationLine = Shapes["EvaluationLineBody"];
export type Evaluation = Shapes["EvaluationBody"];
/** Whose an evaluation is: a unit's, or that of a department of a unit. */
export type Body = Pick<EvaluationLine, "unit" | "unit_name" | "department" | "department_name">;
export type Head = Shapes["Head"];
export type EvaluationSection = Shapes["SectionBody"];
export type NewEvaluation = Shapes["NewEvaluation"];
export type Description = Omit<Shapes["EvaluationEdit"], "seen">;
export type StepTaken = Shapes["EvaluationStepBody"];

export type Field = Shapes["FieldBody"];
export type Single = Shapes["FieldCell"];
/** Filled once, or by rows. */
export type FieldValue = Shapes["FieldValue"];
/** What is not said stays; a field's `null` empties it. */
export interface Written {
  seen: string | null;
  words: string;
  fields: Record<string, FieldValue | null>;
}

export type Attachment = Shapes["AttachmentBody"];
/** What is another now than when it was attached. */
export type Change = Shapes["SnapshotChange"];
/** What is absent stays; `before: null` puts it at the end, `note: null` takes the note away. */
export interface AttachmentEdit {
  section?: string;
  before?: string | null;
  note?: string | null;
}
/** A finding that is named beside an evaluation. */
export type FindingBrief = Shapes["FindingBrief"];
export type Proposals = Shapes["ProposalList"];

export type FigureTable = Shapes["Figure"];
export type FigureRow = Shapes["FigureRow"];
export type Amounts = FigureRow["cells"];
export type Amount = Amounts[string];
export type Figures = Shapes["FiguresBody"];

export type Piece = Shapes["Piece"];
export type BodyBelow = Shapes["BelowBody"];
export type LevelSource = Shapes["SourceBody"];
export type LevelSection = Shapes["LevelSection"];
export type FigureDifference = Shapes["FigureDifference"];
export type Levels = Shapes["LevelsBody"];

export type EvaluationEvent = Shapes["EvaluationEventBody"];

/** A finding as it stood when it was attached, with all that bears it out. */
export type AttachedSnapshot = Omit<Shapes["FindingSnapshot"], "photos" | "record"> & {
  photos: AttachedPhoto[];
  record?: AttachedRecord;
};
export type AttachedRecord = Omit<Shapes["SnapshotRecord"], "evidence"> & {
  evidence?: Omit<Shapes["SnapshotEvidence"], "counts" | "checks"> & {
    /** How many checks passed, warned, failed, and had nothing to measure. */
    counts: [number, number, number, number];
    checks: AttachedCheck[];
  };
};
export type AttachedCheck = Omit<Shapes["SnapshotCheck"], "figures" | "thresholds"> & {
  figures: Record<string, CheckFigure>;
  thresholds: Record<string, CheckFigure>;
};
export type AttachedPhoto = Omit<Shapes["SnapshotPhoto"], "place"> & { place?: [number, number] };
export type AttachmentWhole = Attachment & { snapshot: AttachedSnapshot };
