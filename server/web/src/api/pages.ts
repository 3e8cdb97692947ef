/** Lists that come in pages by cursor. A refresh asks once for as many lines as are on screen, so nothing jumps. */
import { useCallback, useRef, useState } from "preact/hooks";
import { type Answer, put, useQuery } from "./cache";
import { asProblem, type Problem } from "./problem";

export interface Page<T> {
  items: T[];
  next?: string | undefined;
}

export interface Pages<T> extends Answer<Page<T>> {
  items: T[];
  more: boolean;
  loadingMore: boolean;
  moreError: Problem | undefined;
  loadMore: () => void;
}

const SIZE = 100;
/** The most that the server gives at once. */
const MOST = 500;

export function usePages<T>(
  key: string | null,
  fetchPage: (after: string | undefined, limit: number) => Promise<Page<T>>,
  options: { live?: boolean } = {},
): Pages<T> {
  const shown = useRef({ key, count: SIZE });
  if (shown.current.key !== key) shown.current = { key, count: SIZE };
  const answer = useQuery<Page<T>>(
    key,
    () => fetchPage(undefined, Math.min(MOST, Math.max(SIZE, shown.current.count))),
    options,
  );
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<Problem>();
  const { data } = answer;
  const loadMore = useCallback(() => {
    if (!data?.next || !key || loadingMore) return;
    setLoadingMore(true);
    setMoreError(undefined);
    fetchPage(data.next, SIZE)
      .then((page) => {
        const items = data.items.concat(page.items);
        shown.current.count = items.length;
        put<Page<T>>(key, { items, next: page.next });
      })
      .catch((thrown: unknown) => setMoreError(asProblem(thrown)))
      .finally(() => setLoadingMore(false));
  }, [data, key, loadingMore]);
  return {
    ...answer,
    items: data?.items ?? [],
    more: data?.next !== undefined,
    loadingMore,
    moreError,
    loadMore,
  };
}
