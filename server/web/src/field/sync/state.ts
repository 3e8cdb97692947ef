/** Where the sync stands, the same in all tabs and in the worker: whoever runs it tells the others. */
import { useEffect, useState } from "preact/hooks";
import { isOnline } from "./network";

export type Phase = "idle" | "pushing" | "photos" | "pulling" | "waiting";

/** Why the last try did not reach its end. A screen has words for `code`, or shows the server's title. */
export interface SyncProblem {
  /** A problem's code, `network`, `storage.full`, `receipt.unverified` or `unexpected`. */
  code: string;
  status: number;
  title: string;
  titleVi: string;
}

export interface SyncState {
  phase: Phase;
  online: boolean;
  nextTryAt?: number;
  lastSuccessAt?: number;
  problem?: SyncProblem;
  /** Of `total` since the queue was last empty, `left` wait. `refused` wait for a person. */
  records: { left: number; total: number; refused: number };
  /** `left` are not with the server, `failed` among them. `held`: they wait for Wi-Fi. */
  photos: {
    left: number;
    total: number;
    failed: number;
    bytesLeft: number;
    bytesTotal: number;
    bytesDone: number;
    held?: "wifi";
  };
  /** The photo on its way. */
  current?: { sha256: string; offset: number; bytes: number };
  /** What came in this run; `images` of earlier findings are still to come. */
  download: { changes: number; left: number; bytes: number; images: number };
}

export type Change = { [Name in keyof SyncState]?: SyncState[Name] | undefined };

const CHANNEL = "thucdia-sync";

let state: SyncState = {
  phase: "idle",
  online: isOnline(),
  records: { left: 0, total: 0, refused: 0 },
  photos: { left: 0, total: 0, failed: 0, bytesLeft: 0, bytesTotal: 0, bytesDone: 0 },
  download: { changes: 0, left: 0, bytes: 0, images: 0 },
};

type Reader = (now: SyncState, elsewhere: boolean) => void;

const readers = new Set<Reader>();
let channel: BroadcastChannel | undefined;

function line(): BroadcastChannel | undefined {
  if (!channel && typeof BroadcastChannel !== "undefined") {
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<SyncState>) => set({ ...data, online: isOnline() }, true);
  }
  return channel;
}

function set(next: SyncState, elsewhere: boolean): void {
  state = next;
  for (const reader of readers) reader(state, elsewhere);
}

export function syncState(): SyncState {
  return state;
}

/** Changes the state, for everybody; a member that is `undefined` goes. */
export function report(change: Change): void {
  const next = { ...state, ...change };
  for (const name of ["nextTryAt", "lastSuccessAt", "problem", "current"] as const)
    if (next[name] === undefined) delete next[name];
  set(next as SyncState, false);
  line()?.postMessage(state);
}

/** Calls back at each change; `elsewhere` where another tab or the worker made it. */
export function watchSync(reader: Reader): () => void {
  line();
  readers.add(reader);
  return () => void readers.delete(reader);
}

export function isBusy({ phase }: SyncState): boolean {
  return phase !== "idle" && phase !== "waiting";
}

export function useSync(): SyncState {
  const [seen, setSeen] = useState(state);
  useEffect(() => {
    setSeen(state);
    return watchSync(setSeen);
  }, []);
  return seen;
}
