import { describe, expect, it } from "vitest";
import type { Draft, OutboxEntry, TeamVisit } from "~/field/model";
import type { Sent } from "~/field/pages/shared/newest";
import type { RecordLine } from "~/field/pages/shared/use-records";
import { dayRecords, dayVisits } from "./groups";

const ME = "me";
const visit = (id: string, starts_on: string, ends_on: string, ...team: string[]): TeamVisit => ({
  id,
  title: id,
  starts_on,
  ends_on,
  communes: [],
  subjects: [],
  team: team.map((person) => ({ person, role: "member" })),
});

describe("visits of a day", () => {
  const visits = [
    visit("past", "2024-05-14", "2024-05-17"),
    visit("later", "2024-11-05", "2024-11-08", ME),
    visit("others", "2024-10-07", "2024-10-11"),
    visit("mine", "2024-10-08", "2024-10-08", ME),
    visit("soon", "2024-10-20", "2024-10-22"),
    visit("older", "2024-03-01", "2024-03-02"),
  ];
  it("puts the own one first, on its first and last day too", () => {
    expect(dayVisits(visits, "2024-10-08", ME).running.map(({ id }) => id)).toEqual(["mine", "others"]);
    expect(dayVisits(visits, "2024-10-11", ME).running.map(({ id }) => id)).toEqual(["others"]);
  });
  it("looks ahead to the next that the person goes to", () => {
    expect(dayVisits(visits, "2024-10-08", ME).next?.id).toBe("later");
    expect(dayVisits(visits, "2024-10-08", "somebody").next?.id).toBe("soon");
    expect(dayVisits(visits, "2024-12-01", ME).next).toBeUndefined();
  });
  it("keeps what is over, newest first", () => {
    expect(dayVisits(visits, "2024-10-08", ME).past.map(({ id }) => id)).toEqual(["past", "older"]);
  });
});

describe("records of a day", () => {
  const line = (
    record: string,
    state: Draft["state"],
    more: { returned?: boolean; entry?: Partial<OutboxEntry> } = {},
  ): RecordLine => ({
    draft: { record, state } as Draft,
    name: record,
    subject: undefined,
    checklist: undefined,
    answered: 0,
    shown: 0,
    state: undefined,
    returned: more.returned ?? false,
    sent: more.entry && ({ newest: more.entry } as Sent),
  });
  const on = "2024-10-08";
  const morning = Date.parse("2024-10-08T00:30:00+07:00");

  it("groups them by what they want", () => {
    const groups = dayRecords(
      [
        line("returned", "handed_in", { returned: true, entry: { state: "sent", handedInAt: 0 } }),
        line("mending", "filling", { returned: true }),
        line("refused", "handed_in", { entry: { state: "refused", handedInAt: morning } }),
        line("filling", "filling"),
        line("refused, being mended", "filling", { entry: { state: "refused", handedInAt: morning } }),
        line("today", "handed_in", { entry: { state: "waiting", handedInAt: morning } }),
        line("yesterday", "handed_in", { entry: { state: "sent", handedInAt: morning - 3_600_000 } }),
      ],
      on,
    );
    const names = (lines: RecordLine[]) => lines.map(({ draft }) => draft.record);
    expect(names(groups.toMend)).toEqual(["returned", "mending", "refused"]);
    expect(names(groups.filling)).toEqual(["filling", "refused, being mended"]);
    // The day is the one where the programme works: half past midnight there is still yesterday in UTC.
    expect(names(groups.handedIn)).toEqual(["today"]);
  });
});
