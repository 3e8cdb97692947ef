/** A record with everything around it, for its three pages; and the draft in memory that the pages share. */
import { useEffect, useMemo, useReducer } from "preact/hooks";
import type { Checklist, Subject, Unit } from "~/api/types";
import type { Draft, OutboxEntry, RecordState, TeamVisit } from "~/field/model";
import { isReturned } from "~/field/pages/shared/newest";
import {
  type Progress,
  progress,
  type Remarks,
  remarks,
  type Scene,
  type Stage,
  stage,
} from "~/field/record";
import * as store from "~/field/store";
import { Keeper } from "./keeper";

/** What a record names, as the phone knows it. */
export interface Around {
  checklist: Checklist | undefined;
  /** The newest version of the same checklist. */
  newestVersion: number | undefined;
  subject: Subject | undefined;
  unit: Unit | undefined;
  visit: TeamVisit | undefined;
  state: RecordState | undefined;
  /** What was handed in of this record, oldest first. */
  entries: OutboxEntry[];
  scene: Scene;
}

export interface OpenRecord extends Around {
  checklist: Checklist;
  keeper: Keeper;
  draft: Draft;
  progress: Progress;
  remarks: Remarks;
  stage: Stage;
  /** What people call the subject. */
  name: string;
}

export type Opening =
  | { at: "loading" }
  | { at: "gone" }
  | { at: "no_checklist" }
  | { at: "open"; record: OpenRecord };

const idle = {
  save: store.saveDraft,
  isFull: (thrown: unknown) => thrown instanceof store.StorageFull,
  now: () => Date.now(),
};

/** By record. A page that is left goes on writing while the next one already shows the same draft. */
const keepers = new Map<string, Keeper>();

function keeperOf(draft: Draft): Keeper {
  const found = keepers.get(draft.record) ?? new Keeper(draft, idle);
  keepers.set(draft.record, found);
  return found;
}

function useKeeper(id: string): Keeper | "loading" | "gone" {
  const { value } = store.useStored(async () => ({ draft: await store.draft(id) }), ["drafts"], [id]);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const stored = value?.draft;
  if (value && !stored) keepers.delete(id);
  const keeper = stored ? keeperOf(stored) : keepers.get(id);
  useEffect(() => {
    if (stored) keeper?.adopt(stored);
  }, [stored]);
  useEffect(() => {
    if (!keeper) return undefined;
    const flush = () => void keeper.flush();
    const stop = keeper.listen(() => redraw(0));
    const hold = (event: BeforeUnloadEvent) => {
      if (keeper.keeping === "full" || keeper.keeping === "failed") event.preventDefault();
    };
    // The last moments at which a page on a phone can still do something.
    addEventListener("beforeunload", hold);
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      stop();
      removeEventListener("beforeunload", hold);
      removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
      flush();
    };
  }, [keeper]);
  return keeper ?? (value ? "gone" : "loading");
}

async function around(draft: Draft): Promise<Around> {
  const [checklist, newest, subjects, unit, visit, state, entries, enrolment, clock] = await Promise.all([
    store.checklist(draft.checklist),
    store.newestChecklists(),
    store.subjects(),
    store.unit(draft.commune),
    draft.visit ? store.visit(draft.visit) : undefined,
    store.recordState(draft.record),
    store.snapshots(draft.record),
    store.enrolment(),
    store.clock(),
  ]);
  const subject = subjects.find(({ id }) => id === draft.subject);
  return {
    checklist,
    newestVersion: newest.find(({ id }) => id === draft.checklist.id)?.version,
    subject,
    unit,
    visit,
    state,
    entries,
    scene: {
      subject,
      others: subjects.filter(({ id, commune }) => id !== draft.subject && commune === draft.commune),
      unit,
      visit,
      tolerances: enrolment?.self?.tolerances,
      clockAheadS: clock && clock.aheadMs / 1000,
    },
  };
}

/** A subject that left the phone's list still has a name where the visit's inspector gave it one. */
function nameOf(draft: Draft, subject: Subject | undefined, checklist: Checklist): string {
  return draft.newSubject?.name ?? subject?.name ?? checklist.title.vi;
}

export function useRecord(id: string): Opening {
  const keeper = useKeeper(id);
  const known = keeper instanceof Keeper;
  const { value } = store.useStored(
    async () => (known ? await around(keeper.draft) : undefined),
    ["plan", "outbox", "enrolment"],
    [id, known],
  );
  const draft = known ? keeper.draft : undefined;
  return useMemo((): Opening => {
    if (keeper === "gone") return { at: "gone" };
    if (keeper === "loading" || !draft || !value) return { at: "loading" };
    const { checklist, subject, state, entries } = value;
    if (!checklist) return { at: "no_checklist" };
    const returned = isReturned(state, entries);
    return {
      at: "open",
      record: {
        ...value,
        checklist,
        keeper,
        draft,
        progress: progress(draft, checklist, subject),
        remarks: remarks(returned ? state : undefined),
        stage: stage(draft, state, entries.at(-1), returned),
        name: nameOf(draft, subject, checklist),
      },
    };
  }, [keeper, draft, value]);
}
