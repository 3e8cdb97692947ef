/** Where the phone is, once the person has allowed it: a list that opens must not bring the browser's question by itself. */
import { useEffect, useState } from "preact/hooks";
import { watchFix } from "~/field/capture/fix";
import type { Fix } from "~/field/model";
import { type Allowed, usePermission } from "~/field/phone/permissions";
import { Plane } from "~/field/place";

/** A list that is sorted anew at each tremble of the receiver moves under the thumb. */
const MOVED_M = 30;

/** Whether a fix tells more than the one before: the phone was carried on, farther than the receiver can be wrong, or it knows much better where it is. */
export function tellsMore(before: Fix | undefined, now: Fix): boolean {
  if (!before) return true;
  const moved = new Plane([before.lon, before.lat]).toPoint([now.lon, now.lat]);
  return moved > MOVED_M + now.accuracy_m || now.accuracy_m < before.accuracy_m / 2;
}

export interface Placed {
  fix: Fix | undefined;
  allowed: Allowed;
  /** Brings the browser's question. */
  ask: () => void;
  /** Looking, and nothing found yet. */
  waiting: boolean;
}

/** Watches only while a page that calls it is on screen, which spares the battery. */
export function usePlace(): Placed {
  const { allowed, ask } = usePermission("geolocation");
  const [asked, setAsked] = useState(false);
  const [fix, setFix] = useState<Fix>();
  const [refused, setRefused] = useState(false);
  const on = allowed === "granted" || asked;
  useEffect(() => {
    if (!on) return undefined;
    return watchFix(
      (now) => setFix((before) => (tellsMore(before, now) ? now : before)),
      (problem) => setRefused(problem === "denied"),
    );
  }, [on]);
  return {
    fix,
    allowed: refused ? "denied" : allowed,
    ask: () => {
      setAsked(true);
      void ask();
    },
    waiting: on && !refused && !fix,
  };
}
