/**
 * What was fetched, by key, and hooks over it. Instead of TanStack Query, because the desk needs four things of it
 * (one fetch for many readers, old data while new comes, refresh by the event stream, pages) and they fit here in a
 * tenth of its size.
 */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "./problem";

interface Entry {
  data?: unknown;
  error?: Problem | undefined;
  running?: Promise<void> | undefined;
  /** When the data came; 0 where it must be fetched again. */
  at: number;
  live: boolean;
  fetcher?: () => Promise<unknown>;
  readers: Set<() => void>;
}

const entries = new Map<string, Entry>();
/** Answers that nobody reads any more are kept for a while, for the way back. */
const KEPT = 60;

function entryOf(key: string): Entry {
  let entry = entries.get(key);
  if (!entry) {
    entry = { at: 0, live: false, readers: new Set() };
    entries.set(key, entry);
    if (entries.size > KEPT) dropOldest();
  }
  return entry;
}

function dropOldest(): void {
  for (const [key, entry] of entries) {
    if (entries.size <= KEPT) return;
    if (entry.readers.size === 0) entries.delete(key);
  }
}

function tell(entry: Entry): void {
  for (const reader of entry.readers) reader();
}

function fetchNow(entry: Entry): Promise<void> {
  if (entry.running) return entry.running;
  const { fetcher } = entry;
  if (!fetcher) return Promise.resolve();
  entry.running = fetcher()
    .then((data) => {
      entry.data = data;
      entry.error = undefined;
      entry.at = Date.now();
    })
    .catch((thrown: unknown) => {
      entry.error = asProblem(thrown);
      entry.at = Date.now();
    })
    .finally(() => {
      entry.running = undefined;
      tell(entry);
    });
  return entry.running;
}

export interface Answer<T> {
  data: T | undefined;
  error: Problem | undefined;
  /** True while nothing is there yet. */
  loading: boolean;
  refresh: () => Promise<void>;
}

export interface Options {
  /** Fetched again when the event stream says that something changed. */
  live?: boolean;
  /** Seconds for which an answer is taken as it is. */
  fresh?: number;
}

/** Reads through the cache; a `null` key asks nothing. */
export function useQuery<T>(key: string | null, fetcher: () => Promise<T>, options: Options = {}): Answer<T> {
  const [, count] = useState(0);
  const redraw = useCallback(() => count((before) => before + 1), []);
  const entry = key === null ? undefined : entryOf(key);
  const latest = useRef(fetcher);
  latest.current = fetcher;
  const drawn = useRef<{ data: unknown; error: Problem | undefined }>({ data: undefined, error: undefined });
  drawn.current = { data: entry?.data, error: entry?.error };
  useEffect(() => {
    if (!entry) return;
    entry.fetcher = () => latest.current();
    entry.live = options.live ?? false;
    entry.readers.add(redraw);
    // The answer may have come between the drawing and this.
    if (entry.data !== drawn.current.data || entry.error !== drawn.current.error) redraw();
    const age = Date.now() - entry.at;
    if (entry.at === 0 || entry.error || age > (options.fresh ?? 5) * 1000) {
      void fetchNow(entry);
    }
    return () => {
      entry.readers.delete(redraw);
    };
  }, [entry]);
  const refresh = useCallback(() => (entry ? fetchNow(entry) : Promise.resolve()), [entry]);
  return {
    data: entry?.data as T | undefined,
    error: entry?.error,
    loading: entry !== undefined && entry.data === undefined && entry.error === undefined,
    refresh,
  };
}

/** What is there under a key, without asking. */
export function peek<T>(key: string): T | undefined {
  return entries.get(key)?.data as T | undefined;
}

/** All answers whose key begins so. */
export function peekAll<T>(prefix: string): T[] {
  return [...entries].flatMap(([key, entry]) =>
    key.startsWith(prefix) && entry.data !== undefined ? [entry.data as T] : [],
  );
}

/** Puts an answer there that came by another way, such as the body of a write. */
export function put<T>(key: string, data: T): void {
  const entry = entryOf(key);
  entry.data = data;
  entry.error = undefined;
  entry.at = Date.now();
  tell(entry);
}

/** Marks answers as old; those on screen are fetched again at once. */
export function invalidate(chosen: (key: string) => boolean): void {
  for (const [key, entry] of entries) {
    if (!chosen(key)) continue;
    if (entry.readers.size > 0) void fetchNow(entry);
    else entry.at = 0;
  }
}

/** The event stream spoke: everything that follows it is old. */
export function invalidateLive(): void {
  for (const entry of entries.values()) {
    if (!entry.live) continue;
    if (entry.readers.size > 0) void fetchNow(entry);
    else entry.at = 0;
  }
}

const onForgotten = new Set<() => void>();

/** Called when somebody else sits down, for what is kept beside these answers. */
export function whenForgotten(then: () => void): void {
  onForgotten.add(then);
}

/** Somebody else sits down: nothing of the one before may be left. */
export function forgetAll(): void {
  entries.clear();
  for (const then of onForgotten) then();
}
