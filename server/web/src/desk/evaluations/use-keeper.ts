/** Keepers of what is being written, by what they keep. One that is not done yet outlives the page that it was begun on. */
import { useEffect, useState } from "preact/hooks";
import { Keeper, type Kept, type Server } from "./keeper";

const keepers = new Map<string, Keeper>();

/** Whether anything is not on the server yet. */
export const isUnsaved = () => [...keepers.values()].some((keeper) => !keeper.isSaved);

/** Sends everything that was not sent yet; answers whether the server has it all. */
export async function flushAll(): Promise<boolean> {
  await Promise.all([...keepers.values()].map((keeper) => keeper.flush()));
  return !isUnsaved();
}

addEventListener("beforeunload", (event) => {
  if (!isUnsaved()) return;
  void flushAll();
  event.preventDefault();
});

/** What the server did not take, where it can no longer be written. */
export function leftOver(key: string): Keeper | undefined {
  const keeper = keepers.get(key);
  return keeper && !keeper.isSaved ? keeper : undefined;
}

export function discard(key: string): void {
  keepers.delete(key);
}

function keeperOf(key: string, kept: Kept, server: Server): Keeper {
  const found = keepers.get(key) ?? new Keeper(kept, server);
  keepers.set(key, found);
  return found;
}

/** The caller is made anew for each `key`. */
export function useKeeper(key: string, kept: Kept, server: Server): Keeper {
  const [keeper] = useState(() => keeperOf(key, kept, server));
  const [, redraw] = useState(0);
  useEffect(() => {
    const stop = keeper.listen(() => redraw((before) => before + 1));
    return () => {
      stop();
      // Leaving the page sends what is left.
      void keeper.flush().then(() => {
        if (keeper.isSaved && keepers.get(key) === keeper) keepers.delete(key);
      });
    };
  }, [keeper]);
  useEffect(() => keeper.adopt(kept), [kept.seen]);
  return keeper;
}
