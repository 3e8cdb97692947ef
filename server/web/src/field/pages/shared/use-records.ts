/** Everything on this phone that is, or was, a record: drafts with their names and progress, and what was sent of them. */
import type { Checklist, Subject } from "~/api/types";
import type { Draft, RecordState } from "~/field/model";
import { progress } from "~/field/record/progress";
import { checklist, drafts, outbox, recordStates, subjects, uploads, useStored } from "~/field/store";
import { byRecord, isReturned, type Sent, sentRecords } from "./newest";

export interface RecordLine {
  draft: Draft;
  /** What people call the subject; absent where it left the list. */
  name: string | undefined;
  subject: Subject | undefined;
  checklist: Checklist | undefined;
  answered: number;
  shown: number;
  state: RecordState | undefined;
  sent: Sent | undefined;
  returned: boolean;
}

/** A draft on an old checklist stays with it, so each version is read once. */
async function checklistsOf(all: Draft[]): Promise<Map<string, Checklist>> {
  const refs = new Map(all.map(({ checklist: ref }) => [`${ref.id} ${ref.version}`, ref]));
  const found = await Promise.all([...refs].map(async ([key, ref]) => [key, await checklist(ref)] as const));
  return new Map(found.flatMap(([key, one]) => (one ? [[key, one] as const] : [])));
}

async function recordLines(): Promise<RecordLine[]> {
  const [all, entries, photos, states, subjectList] = await Promise.all([
    drafts(),
    outbox(),
    uploads(),
    recordStates(),
    subjects(),
  ]);
  const forms = await checklistsOf(all);
  const subjectOf = new Map(subjectList.map((subject) => [subject.id, subject]));
  const stateOf = new Map(states.map((state) => [state.record, state]));
  const sentOf = new Map(sentRecords(entries, photos).map((sent) => [sent.record, sent]));
  const entriesOf = byRecord(entries);
  return all
    .map((draft): RecordLine => {
      const form = forms.get(`${draft.checklist.id} ${draft.checklist.version}`);
      const subject = draft.subject ? subjectOf.get(draft.subject) : undefined;
      const state = stateOf.get(draft.record);
      const filled = form && draft.state === "filling" ? progress(draft, form, subject) : undefined;
      return {
        draft,
        subject,
        name: draft.newSubject?.name ?? subject?.name,
        checklist: form,
        answered: filled?.answered ?? 0,
        shown: filled?.shown ?? 0,
        state,
        sent: sentOf.get(draft.record),
        returned: isReturned(state, entriesOf.get(draft.record) ?? []),
      };
    })
    .sort((one, other) => other.draft.touchedAt - one.draft.touchedAt);
}

export function useRecords(): RecordLine[] | undefined {
  return useStored(recordLines, ["drafts", "outbox", "plan"]).value;
}
