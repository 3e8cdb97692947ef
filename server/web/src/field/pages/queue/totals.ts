/** The queue in figures, and what holds it up. */
import type { Sent } from "~/field/pages/shared/newest";

export interface Queue {
  /** Not yet with the server, the oldest first, as they are sent. */
  unsent: Sent[];
  /** The server will not take these as they are. */
  refused: Sent[];
  /** With the server, the newest first. */
  done: Sent[];
  records: number;
  photos: number;
  bytesLeft: number;
  bytesTotal: number;
}

export function queueOf(sent: Sent[]): Queue {
  const refused = sent.filter(({ newest }) => newest.state === "refused");
  const unsent = sent.filter((one) => one.unsent && one.newest.state !== "refused").reverse();
  const done = sent.filter((one) => !one.unsent && one.newest.state !== "refused");
  const open = [...unsent, ...refused];
  return {
    unsent,
    refused,
    done,
    records: unsent.filter(({ entries }) => entries.some(({ state }) => state === "waiting")).length,
    photos: open.reduce((sum, one) => sum + one.photosLeft, 0),
    bytesLeft: open.reduce((sum, one) => sum + one.bytesLeft, 0),
    bytesTotal: open.reduce((sum, one) => sum + one.bytesTotal, 0),
  };
}

/** Whole seconds until the next try; absent where none is set or it is due. */
export function secondsUntil(nextTryAt: number | undefined, now: number): number | undefined {
  const left = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1000);
  return left > 0 ? left : undefined;
}
