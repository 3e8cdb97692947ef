/**
 * The shapes of exports. Written out here until the server's document has them; they are then narrowings of
 * `components["schemas"]`.
 */
import type { Query } from "./http";

export type ExportFormat = "csv" | "xlsx" | "geojson" | "gpkg" | "zip" | "docx" | "pdf";
export type ExportState = "waiting" | "running" | "done" | "failed";

export type Register = "records" | "findings" | "subjects";

/** What is asked for. A register comes as its list would show it, households masked unless they are opened. */
export type Ask =
  | { what: Register; format: ExportFormat; filter: Query; open_households?: boolean }
  | { what: "bundle"; findings?: string[]; filter?: Query; evaluation?: string; open_households?: boolean }
  | { what: "evaluation"; format: "docx" | "xlsx"; evaluation: string }
  | { what: "minutes"; format: "docx" | "pdf"; visit: string; commune?: string }
  | { what: "notice" | "follow_up"; format: "docx"; visit: string; commune?: string };

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
