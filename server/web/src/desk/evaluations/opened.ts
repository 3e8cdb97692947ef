/** The evaluation that is open, and where in it one is. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Evaluation } from "~/api/evaluations.types";

export const VIEWS = ["whole", "head", "levels", "exports", "history"] as const;
export type View = (typeof VIEWS)[number];

/** A section by its key, or one of the views. */
export type Place = { section: string; view?: never } | { view: View; section?: never };

export interface Opened {
  evaluation: Evaluation;
  /** Whether whoever looks may write it now. */
  writes: boolean;
  place: Place;
  /** The address of a place in it. */
  at: (place: Place) => string;
  go: (place: Place) => void;
}

export const OpenedContext = createContext<Opened | null>(null);

export function useOpened(): Opened {
  const opened = useContext(OpenedContext);
  if (!opened) throw new Error("no evaluation is open");
  return opened;
}

/** Roman numerals, as sections of a report are numbered. */
export function roman(n: number): string {
  const signs = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
  return "X".repeat(Math.floor(n / 10)) + (signs[n % 10] ?? "");
}
