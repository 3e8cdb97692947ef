/** One press of the shutter: the picture at once, then the fix that belongs to it, then the shot is handed on. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Fix, NewShot } from "../model";
import type { Lens } from "./lens";
import { makeShot } from "./shot";

export type ShutterPhase = "ready" | "taking" | "placing" | "saving";
export type ShutterFailure = "picture" | "full" | "save";

interface Wanted {
  lens: Lens | undefined;
  video: { current: HTMLVideoElement | null };
  moment: (signal: AbortSignal) => Promise<Fix | undefined>;
  item: string | undefined;
  onShot: (shot: NewShot) => Promise<void>;
}

export interface Shutter {
  phase: ShutterPhase;
  failure?: ShutterFailure | undefined;
  /** The shots that were saved. */
  count: number;
  last?: NewShot | undefined;
  press: () => void;
  /** Ends the wait for a place. */
  noPlace: () => void;
  /** Tries again to save the shot that could not be saved; it is still there. */
  saveAgain: () => void;
  /** A shot from elsewhere: a picked file. */
  add: (shot: NewShot) => Promise<void>;
}

export function useShutter({ lens, video, moment, item, onShot }: Wanted): Shutter {
  const [phase, setPhase] = useState<ShutterPhase>("ready");
  const [failure, setFailure] = useState<ShutterFailure>();
  const [saved, setSaved] = useState<{ count: number; last?: NewShot }>({ count: 0 });
  const unsaved = useRef<NewShot | undefined>(undefined);
  const wait = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => wait.current?.abort(), []);

  const add = async (shot: NewShot) => {
    setPhase("saving");
    setFailure(undefined);
    unsaved.current = shot;
    try {
      await onShot(shot);
      unsaved.current = undefined;
      setSaved(({ count }) => ({ count: count + 1, last: shot }));
    } catch (thrown) {
      setFailure((thrown as Error | undefined)?.name === "StorageFull" ? "full" : "save");
    } finally {
      setPhase("ready");
    }
  };

  const take = async () => {
    // A shot that waits to be saved is not pushed aside by the next one.
    if (!lens || !video.current || phase !== "ready" || unsaved.current) return;
    setPhase("taking");
    setFailure(undefined);
    wait.current = new AbortController();
    const at = new Date();
    // Asked for at the same moment as the picture, which takes a while by itself.
    const placing = moment(wait.current.signal);
    let shot: NewShot;
    try {
      const picture = await lens.still(video.current);
      navigator.vibrate?.(30);
      setPhase("placing");
      shot = await makeShot(picture, at, await placing, { item });
    } catch {
      setFailure("picture");
      return setPhase("ready");
    }
    await add(shot);
  };

  return {
    phase,
    failure,
    ...saved,
    press: () => void take(),
    noPlace: () => wait.current?.abort(),
    saveAgain: () => unsaved.current && void add(unsaved.current),
    add,
  };
}
