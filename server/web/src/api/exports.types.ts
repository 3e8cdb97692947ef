/** The shapes of exports, as `types.ts` has those of everything else. */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type ExportFormat = Shapes["ExportFormat"];

/** A document to be edited, or one as it is printed. */
export type Paper = "docx" | "pdf";
export const PAPERS: readonly Paper[] = ["docx", "pdf"];

/** Which of a register, in the words of its list. What is not said does not narrow it. */
export type Choices = {
  records: Partial<Shapes["RecordChoice"]>;
  findings: Partial<Shapes["FindingChoice"]>;
  subjects: Partial<Shapes["SubjectChoice"]>;
};
export type Register = keyof Choices;

type Narrowed<One> = One extends unknown
  ? Omit<One, "filter"> & (One extends { filter?: infer Filter } ? { filter?: Partial<Filter> } : unknown)
  : never;

/** What is asked for. A register comes as its list would show it, households masked unless they are opened. */
export type Ask = Narrowed<Shapes["Ask"]>;

export type Export = Omit<Shapes["ExportBody"], "ask"> & { ask: Ask };
/** What went wrong: at the last try where the export waits, for good where it failed. */
export type ExportTrouble = Shapes["ExportTrouble"];
