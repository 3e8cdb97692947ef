/** The places of a report in the order in which one goes through them, and what several of them ask for. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import { isCommuneLevel, useNames } from "../names";
import { type Place, useOpened } from "./opened";

/** Whether others hand in to it: it is that of a unit which has parts. */
export function useHasBelow(): boolean {
  const { evaluation } = useOpened();
  const names = useNames();
  const unit = names.unitOf(evaluation.unit);
  return !evaluation.department && unit !== undefined && !isCommuneLevel(unit);
}

export function usePlaces(): Place[] {
  const { evaluation } = useOpened();
  const hasBelow = useHasBelow();
  return [
    { view: "whole" },
    { view: "head" },
    ...evaluation.sections.map(({ key }) => ({ section: key })),
    ...(hasBelow ? [{ view: "levels" as const }] : []),
    { view: "exports" },
    { view: "history" },
  ];
}

export const useFigures = (id: string, wanted = true) =>
  useQuery(wanted ? `figures:${id}` : null, () => api.figures(id), { live: true, fresh: 20 });
