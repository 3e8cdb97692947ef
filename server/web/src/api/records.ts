/** Records: the queue, one record, and what people decide about them. */
import { get, type Query, send } from "./http";
import type { Page } from "./pages";
import type {
  Comment,
  EvidenceBody,
  Facets,
  Outcomes,
  RecordAction,
  RecordBody,
  RecordLine,
  RecordLogEntry,
  Rule,
  SavedFilter,
  Snapshot,
} from "./types";

export interface ToDecide {
  record: string;
  action: RecordAction;
  head: string;
  comments: Comment[];
}

/** The most that may be decided by one request. */
const AT_ONCE = 200;

export async function list(
  filter: Query,
  after: string | undefined,
  limit: number,
): Promise<Page<RecordLine>> {
  const page = await get<{ records: RecordLine[]; next?: string }>("/records", { ...filter, after, limit });
  return { items: page.records, next: page.next };
}

export const facets = (filter: Query) => get<Facets>("/records/facets", filter);
export const read = (id: string) => get<RecordBody>(`/records/${id}`);
export const snapshot = (id: string, revision: string) =>
  get<Snapshot>(`/records/${id}/revisions/${revision}`);
export const evidence = (id: string, history = false) =>
  get<EvidenceBody>(`/records/${id}/evidence`, history ? { history } : {});
export const log = async (id: string) =>
  (await get<{ entries: RecordLogEntry[] }>(`/records/${id}/log`)).entries;
export const rules = async () => (await get<{ rules: Rule[] }>("/evidence/rules")).rules;

/** The line of one record, as lists show it: a household's stays masked, and nothing is noted in the log. */
export async function line(id: string): Promise<RecordLine | null> {
  const page = await list({ record: id }, undefined, 1);
  return page.items.find((found) => found.record === id) ?? null;
}

export const decide = ({ record, ...decision }: ToDecide) =>
  send<RecordBody>("POST", `/records/${record}/decisions`, decision);

export async function decideMany(decisions: ToDecide[]): Promise<Outcomes["outcomes"]> {
  const outcomes: Outcomes["outcomes"] = [];
  for (let from = 0; from < decisions.length; from += AT_ONCE) {
    const body = { decisions: decisions.slice(from, from + AT_ONCE) };
    outcomes.push(...(await send<Outcomes>("POST", "/decisions", body)).outcomes);
  }
  return outcomes;
}

export const settle = (
  record: string,
  body: { head: string; branch: string; take: string[]; take_photos?: boolean },
) => send<RecordBody>("POST", `/records/${record}/settlements`, body);

export const mark = (body: { record: string; rule: string; photo?: string; right: boolean }) =>
  send<void>("POST", "/evidence/marks", body);
export const marks = async () =>
  (await get<{ rules: { rule: string; right: number; wrong: number }[] }>("/evidence/marks")).rules;

export const savedFilters = async () => (await get<{ filters: SavedFilter[] }>("/saved-filters")).filters;
export const saveFilter = (name: string, query: string) =>
  send<SavedFilter>("POST", "/saved-filters", { name, query });
export const dropFilter = (id: string) => send<void>("DELETE", `/saved-filters/${id}`);
