/**
 * The shapes of exports. Written out here until the server's document has them; they are then narrowings of
 * `components["schemas"]`.
 */
export type ExportFormat = "csv" | "xlsx" | "geojson" | "gpkg" | "zip" | "docx" | "pdf";
export type ExportState = "waiting" | "running" | "done" | "failed";

/** A document to be edited, or one as it is printed. */
export type Paper = "docx" | "pdf";
export const PAPERS: readonly Paper[] = ["docx", "pdf"];

/** Which of a register, in data: the filters of its list. */
export type Choice = Record<string, string | number | boolean>;

export type Register = "records" | "findings" | "subjects";

/** What is asked for. A register comes as its list would show it, households masked unless they are opened. */
export type Ask =
  | { what: Register; format: ExportFormat; filter: Choice; open_households?: boolean }
  | { what: "bundle"; findings?: string[]; filter?: Choice; evaluation?: string; open_households?: boolean }
  | { what: "evaluation"; format: "docx" | "xlsx"; evaluation: string }
  | {
      what: "minutes";
      format: Paper;
      visit?: string;
      commune?: string;
      record?: string;
      open_households?: boolean;
    }
  | { what: "notice"; format: Paper; visit: string; commune: string }
  | { what: "follow_up"; format: Paper; filter: Choice };

export interface Export {
  id: string;
  ask: Ask;
  state: ExportState;
  /** How many things went into it so far, of how many; 0 where that is not known yet. */
  done: number;
  total: number;
  bytes: number;
  file_name: string;
  media_type?: string;
  sha256?: string;
  /** What went wrong: at the last try where it waits, for good where it failed. */
  problem?: string;
  created_at: string;
  ended_at?: string;
  expires_at?: string;
}
