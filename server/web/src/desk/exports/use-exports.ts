/** The files that the person asked for, the newest first; those that are being made move by themselves. */
import { useEffect } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as api from "~/api/exports";
import { isRunning, KEY, watch } from "./watch";

export function useExports() {
  const answer = useQuery(KEY, api.list, { fresh: 30 });
  const running = answer.data?.filter(isRunning).map((one) => one.id) ?? [];
  useEffect(() => {
    for (const id of running) void watch(id);
  }, [running.join()]);
  return answer;
}
