/** Reads from the store for a page, anew after each write that concerns it. */
import { useEffect, useState } from "preact/hooks";
import { listen, type Topic } from "./observe";

export interface Stored<T> {
  value: T | undefined;
  failed: unknown;
}

/** `value` is absent until the first answer, and again when `deps` change. */
export function useStored<T>(read: () => Promise<T>, topics: Topic[], deps: unknown[] = []): Stored<T> {
  const [stored, setStored] = useState<Stored<T>>({ value: undefined, failed: undefined });
  useEffect(() => {
    let gone = false;
    let reading = false;
    let again = false;
    const go = async () => {
      // Of several writes in a row, the last is read.
      again = reading;
      if (reading) return;
      reading = true;
      try {
        const value = await read();
        if (!gone) setStored({ value, failed: undefined });
      } catch (failed) {
        if (!gone) setStored((before) => ({ ...before, failed }));
      }
      reading = false;
      if (again && !gone) void go();
    };
    void go();
    const stop = listen((written) => {
      if (written.some((topic) => topics.includes(topic))) void go();
    });
    return () => {
      gone = true;
      stop();
      setStored({ value: undefined, failed: undefined });
    };
  }, deps);
  return stored;
}
