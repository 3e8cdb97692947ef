/** Names of things. Whoever creates a thing names it, so that a phone can do so with no network. */
import { hex } from "./bytes";

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The millisecond and the count of the newest id. */
let last = 0;
let count = 0;

/**
 * A new UUIDv7 (RFC 9562): ordered by time, and within a millisecond by a count that starts at random. Later ids are
 * greater than earlier ones of the same page even where the clock is set back.
 */
export function newId(now: number = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(random.buffer);
  if (now > last) {
    last = Math.floor(now);
    // The highest of the 12 bits stays clear: room for 2,048 more in this millisecond.
    count = view.getUint16(6) & 0x7ff;
  } else {
    count += 1;
    if (count > 0xfff) {
      last += 1;
      count = 0;
    }
  }
  view.setUint32(0, Math.floor(last / 0x1_0000));
  view.setUint16(4, last % 0x1_0000);
  view.setUint16(6, 0x7000 | count);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return hex(random).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Whether `text` is an id as the protocol writes them: a UUID of any version in lower case, with hyphens. */
export function isId(text: string): boolean {
  return ID.test(text);
}
