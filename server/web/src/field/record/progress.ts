/** How far a draft is: by section what is asked, answered and missing, and what stops it from being handed in. */
import type { Checklist, Item, RaisedFlag, Section, Violation } from "~/api/types";
import type { Draft, Revision } from "~/field/model";
import { type Facts, isShown, raisedFlags } from "~/protocol/rules";
import { omissions, refusals } from "~/protocol/validate";
import { photosOf } from "./edit";
import { facts, type Planned } from "./facts";
import { itemOfPath } from "./paths";
import { buildRevision, type LeftOut, leftOut } from "./revision";

export interface SectionProgress {
  section: Section;
  /** The items that are asked now. */
  items: Item[];
  shown: number;
  answered: number;
  /** Required items without an answer. */
  missing: number;
  /** Photos that are needed and not there. */
  photosMissing: number;
}

/** Something that is missing or wrong, and the item that it is about; none where it is about the whole. */
export interface Lack {
  violation: Violation;
  item: string | undefined;
}

export interface Progress {
  /** Sections with something to ask. */
  sections: SectionProgress[];
  shown: number;
  answered: number;
  missing: number;
  photosMissing: number;
  /** What makes the record incomplete: it is said, and hands nothing back. */
  lacks: Lack[];
  /** What a phone does not hand in: the checklist insists, or the server would refuse it. */
  blocks: Lack[];
  /** Findings that the answers propose. */
  flags: RaisedFlag[];
  leftOut: LeftOut;
  facts: Facts;
  /** What would be handed in now. */
  revision: Revision;
}

/** Stands for the id of a snapshot that nobody made yet. */
const NOT_YET = "00000000-0000-7000-8000-000000000000";

/** How many photos an item still needs. */
export function photosShort(draft: Draft, item: Item, lacks: readonly Lack[]): number {
  const needs = lacks.some((lack) => lack.item === item.key && lack.violation.code === "incomplete.photo");
  if (!needs) return 0;
  const least = item.answer.type === "photo" ? (item.answer.min ?? 1) : 1;
  return Math.max(1, least - photosOf(draft, item.key).length);
}

/** Whether an item has what it asks for: an answer, or as many photos as it wants. */
export function isAnswered(draft: Draft, item: Item, now: Facts): boolean {
  if (item.answer.type !== "photo") return Object.hasOwn(now.answers, item.key);
  return photosOf(draft, item.key).length >= Math.max(1, item.answer.min ?? 1);
}

export function progress(draft: Draft, checklist: Checklist, subject: Planned): Progress {
  const now = facts(draft, checklist, subject);
  const revision = buildRevision(draft, NOT_YET, checklist, subject);
  const lack = (violation: Violation): Lack => ({ violation, item: itemOfPath(violation.path, revision) });
  const incomplete = omissions(revision, checklist, now).map(lack);
  const insisted = incomplete.filter(({ violation }) => violation.code === "incomplete.must_hold");
  const lacks = incomplete.filter(({ violation }) => violation.code !== "incomplete.must_hold");
  const sections = checklist.sections
    .map((section): SectionProgress => {
      const items = section.items.filter((item) => isShown(section, item, now));
      const unanswered = (item: Item) =>
        lacks.some((one) => one.item === item.key && one.violation.code === "incomplete.required");
      return {
        section,
        items,
        shown: items.length,
        answered: items.filter((item) => isAnswered(draft, item, now)).length,
        missing: items.filter(unanswered).length,
        photosMissing: items.reduce((sum, item) => sum + photosShort(draft, item, lacks), 0),
      };
    })
    .filter(({ shown }) => shown > 0);
  const total = (of: (section: SectionProgress) => number) =>
    sections.reduce((sum, section) => sum + of(section), 0);
  const asked = new Set(sections.flatMap(({ items }) => items.map((item) => item.key)));
  return {
    sections,
    shown: total(({ shown }) => shown),
    answered: total(({ answered }) => answered),
    missing: total(({ missing }) => missing),
    photosMissing: total(({ photosMissing }) => photosMissing),
    lacks,
    blocks: [...refusals(revision, checklist).map(lack), ...insisted],
    flags: raisedFlags(checklist, now),
    leftOut: leftOut(draft, revision, asked),
    facts: now,
    revision,
  };
}

/** Where to go on: in the section that was open last if it still wants something, else in the first that does. */
export function nextSection(
  { sections }: Pick<Progress, "sections">,
  last?: string | undefined,
): Section | undefined {
  const lacking = sections.filter((one) => one.missing > 0 || one.photosMissing > 0);
  const open = lacking.length > 0 ? lacking : sections.filter((one) => one.answered < one.shown);
  return (open.find(({ section }) => section.key === last) ?? open[0] ?? sections[0])?.section;
}

/** The section that asks an item. */
export function sectionOf(checklist: Checklist, item: string): Section | undefined {
  return checklist.sections.find((section) => section.items.some((one) => one.key === item));
}
