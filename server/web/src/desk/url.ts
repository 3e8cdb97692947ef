/** What is chosen on a page lives in its address, so that it can be sent, bookmarked and gone back to. */

import { useCallback } from "preact/hooks";
import { useLocation } from "preact-iso";

export type Filter = Record<string, string>;

export function queryText(filter: Record<string, string | undefined>): string {
  const pairs = Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new URLSearchParams(pairs).toString();
}

export function href(path: string, filter: Record<string, string | undefined> = {}): string {
  const text = queryText(filter);
  return `/desk${path}${text ? `?${text}` : ""}`;
}

/** The address's filter, and how to change it. Only the names that a page knows count. */
export function useFilter(names: readonly string[]): {
  filter: Filter;
  /** Changes some of it; an empty text takes a name out. */
  change: (patch: Record<string, string>) => void;
  replace: (filter: Filter) => void;
  active: number;
} {
  const { path, query, route } = useLocation();
  const filter: Filter = {};
  for (const name of names) {
    const value = query[name];
    if (value) filter[name] = value;
  }
  const go = useCallback(
    (next: Record<string, string | undefined>) => {
      const text = queryText(next);
      route(path + (text ? `?${text}` : ""), true);
    },
    [path, route],
  );
  return {
    filter,
    change: (patch) => go({ ...query, ...patch }),
    replace: (next) => go(next),
    active: Object.keys(filter).length,
  };
}
