/** The stream of changes. The server says only that something changed; lists then ask for what they show. */
import { useEffect, useState } from "preact/hooks";
import { invalidateLive } from "./cache";
import { address } from "./http";

/** At most one refresh in this time, however often the stream speaks. */
const PACE_MS = 2000;

let waiting = false;
let last = 0;

function changed(): void {
  // A page in the background asks when it is looked at again.
  if (document.hidden) {
    waiting = true;
    return;
  }
  const left = last + PACE_MS - Date.now();
  if (left > 0) {
    if (!waiting) {
      waiting = true;
      setTimeout(settle, left);
    }
    return;
  }
  last = Date.now();
  waiting = false;
  invalidateLive();
}

function settle(): void {
  if (waiting) changed();
}

/** Listens while somebody is signed in; answers whether the stream is open. */
export function useEvents(): boolean {
  const [open, setOpen] = useState(true);
  useEffect(() => {
    const source = new EventSource(address("/events"), { withCredentials: true });
    source.addEventListener("changed", changed);
    source.onopen = () => {
      setOpen((before) => {
        // What happened while the stream was down is unknown, so everything live is asked again.
        if (!before) changed();
        return true;
      });
    };
    source.onerror = () => setOpen(false);
    document.addEventListener("visibilitychange", settle);
    return () => {
      source.close();
      document.removeEventListener("visibilitychange", settle);
    };
  }, []);
  return open;
}
