/** Who reads is told of every write, in all tabs and in the worker. */

export type Topic = "enrolment" | "plan" | "drafts" | "outbox" | "settings";

const CHANNEL = "thucdia-store";

type Listener = (topics: readonly Topic[]) => void;

const listeners = new Set<Listener>();
let channel: BroadcastChannel | undefined;

function hear(topics: readonly Topic[]): void {
  for (const listener of listeners) listener(topics);
}

function line(): BroadcastChannel | undefined {
  if (!channel && typeof BroadcastChannel !== "undefined") {
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<readonly Topic[]>) => hear(data);
  }
  return channel;
}

/** Says that something of these was written. */
export function tell(topics: readonly Topic[]): void {
  if (topics.length === 0) return;
  line()?.postMessage(topics);
  hear(topics);
}

/** Calls back after each write, here or elsewhere, until the answer is called. */
export function listen(listener: Listener): () => void {
  line();
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
