/** The subjects of a visit as a list: found, filtered, nearest first or by village. */
import type { Kind, Subject } from "~/api/types";
import type { Draft, OutboxEntry } from "~/field/model";
import { nearestFirst, type Position } from "~/field/place";
import { matches } from "~/words/fold";
import { type Wind, windTo } from "./direction";

export interface Line {
  subject: Subject;
  distanceM: number | undefined;
  wind: Wind | undefined;
}

export interface ListGroup {
  /** The village, or what the group is of; empty where the list is one. */
  name: string;
  lines: Line[];
}

export interface Wanted {
  sought: string;
  kind: Kind | "";
  /** Only those that nobody inspected yet. */
  open: boolean;
}

export type Done = "inspected" | "begun";

/** What this phone has of each subject in a visit. */
export function doneOf(
  drafts: Pick<Draft, "subject" | "visit" | "record" | "state">[],
  outbox: Pick<OutboxEntry, "record">[],
  visit: string,
): Map<string, Done> {
  const handedIn = new Set(outbox.map(({ record }) => record));
  const done = new Map<string, Done>();
  for (const draft of drafts) {
    if (!draft.subject || draft.visit !== visit) continue;
    const whole = draft.state === "handed_in" || handedIn.has(draft.record);
    if (whole) done.set(draft.subject, "inspected");
    else if (!done.has(draft.subject)) done.set(draft.subject, "begun");
  }
  return done;
}

export function filtered(
  subjects: Subject[],
  { sought, kind, open }: Wanted,
  done: Map<string, Done>,
  communeName: (id: string) => string,
): Subject[] {
  return subjects.filter(
    (subject) =>
      (!kind || subject.kind === kind) &&
      (!open || done.get(subject.id) !== "inspected") &&
      (!sought.trim() ||
        matches(
          [subject.name, subject.code, subject.village, communeName(subject.commune)].join(" "),
          sought.trim(),
        )),
  );
}

export function nearest(subjects: Subject[], position: Position): Line[] {
  return nearestFirst(subjects, position).map(({ subject, distanceM }) => ({
    subject,
    distanceM,
    wind: subject.site && windTo(position, subject.site.geometry),
  }));
}

const collator = new Intl.Collator("vi", { numeric: true });

/** By commune and village, in the alphabet's order; what belongs to no village comes first in its commune. */
export function byVillage(subjects: Subject[], communeName: (id: string) => string): ListGroup[] {
  const groups = new Map<string, ListGroup & { commune: string; village: string }>();
  for (const subject of subjects) {
    const commune = communeName(subject.commune);
    const village = subject.village ?? "";
    const name = [village, commune].filter(Boolean).join(", ");
    const group = groups.get(name) ?? { name, commune, village, lines: [] };
    group.lines.push({ subject, distanceM: undefined, wind: undefined });
    groups.set(name, group);
  }
  return [...groups.values()]
    .sort((a, b) => collator.compare(a.commune, b.commune) || collator.compare(a.village, b.village))
    .map(({ name, lines }) => ({
      name,
      lines: lines.sort((a, b) => collator.compare(a.subject.name, b.subject.name)),
    }));
}
