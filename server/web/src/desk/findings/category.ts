/** The category that a finding from a section most likely has: a proposal that the form starts with. */
import type { Category, Checklist } from "~/api/types";

const SECTIONS: Record<Category, string[]> = {
  documents: ["documents", "organisation", "directives", "notice"],
  eligibility: ["participants", "listing", "review", "recognition", "support", "housing", "deprivations"],
  quality: ["quality", "site", "technique"],
  quantity: ["acceptance", "delivery", "replication"],
  progress: ["progress"],
  funds: ["capital", "settlement"],
  publicity: ["publicity", "community_supervision", "village_meeting", "group", "outreach", "complaints"],
  operation: ["use", "upkeep", "effect"],
  data: ["reporting", "results", "honesty", "data"],
  safety: ["safety"],
  other: [],
};

export function likelyCategory(checklist: Checklist | undefined, item: string | undefined): Category {
  const section = checklist?.sections.find((one) => one.items.some((two) => two.key === item))?.key;
  const found = Object.entries(SECTIONS).find(
    ([, sections]) => section !== undefined && sections.includes(section),
  );
  return (found?.[0] as Category | undefined) ?? "other";
}
