/** The day at a glance: which visits count today, and which records want something. */
import type { TeamVisit } from "~/field/model";
import type { RecordLine } from "~/field/pages/shared/use-records";
import { today } from "~/words/dates";

export interface DayVisits {
  /** Under way today, the own ones first. */
  running: TeamVisit[];
  /** The one that comes next. */
  next: TeamVisit | undefined;
  /** Over, the newest first. */
  past: TeamVisit[];
}

export function dayVisits(visits: TeamVisit[], on: string, person: string | undefined): DayVisits {
  const mine = (visit: TeamVisit) => visit.team.some((member) => member.person === person);
  const ownFirst = (one: TeamVisit, other: TeamVisit) => Number(mine(other)) - Number(mine(one));
  const sorted = [...visits].sort((one, other) => one.starts_on.localeCompare(other.starts_on));
  const coming = sorted.filter((visit) => visit.starts_on > on);
  return {
    running: sorted.filter((visit) => visit.starts_on <= on && on <= visit.ends_on).sort(ownFirst),
    // The soonest that this person goes to; where they are in no team, the soonest at all.
    next: coming.find(mine) ?? coming[0],
    past: sorted.filter((visit) => visit.ends_on < on).reverse(),
  };
}

export interface DayRecords {
  /** What a reviewer or the server sent back: first, since others wait for it. */
  toMend: RecordLine[];
  filling: RecordLine[];
  /** Handed in today. */
  handedIn: RecordLine[];
}

export function dayRecords(lines: RecordLine[], on: string): DayRecords {
  const groups: DayRecords = { toMend: [], filling: [], handedIn: [] };
  for (const line of lines) {
    const newest = line.sent?.newest;
    if (line.returned || (newest?.state === "refused" && line.draft.state === "handed_in"))
      groups.toMend.push(line);
    else if (line.draft.state === "filling") groups.filling.push(line);
    else if (newest && today(new Date(newest.handedInAt)) === on) groups.handedIn.push(line);
  }
  return groups;
}
