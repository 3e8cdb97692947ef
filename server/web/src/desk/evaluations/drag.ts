/** What is being dragged, and where it may be put. The browser tells what is dragged only where it is dropped, which is
 * too late to show where it would go. */

export type Dragged = { what: "attachment"; id: string } | { what: "proposals"; findings: string[] };

/** Puts it into a section: before an attachment, or at its end. */
type Put = (dragged: Dragged, section: string, before: string | null) => void;

let now: Dragged | undefined;
let put: Put | undefined;
const readers = new Set<() => void>();

function tell(): void {
  for (const reader of readers) reader();
}

export const dragged = () => now;

export function begin(event: DragEvent, what: Dragged, putter: Put): void {
  now = what;
  put = putter;
  event.dataTransfer?.setData("text/plain", what.what);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  // The browser takes its picture of what is dragged before the page changes under it.
  setTimeout(tell);
}

export function end(): void {
  now = undefined;
  put = undefined;
  tell();
}

export function dropInto(section: string, before: string | null = null): void {
  if (now) put?.(now, section, before);
  end();
}

/** Calls back when something is picked up or let go. */
export function watch(reader: () => void): () => void {
  readers.add(reader);
  return () => void readers.delete(reader);
}
