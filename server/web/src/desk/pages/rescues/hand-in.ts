/**
 * The files that were handed in at this desk, one after another. They are kept beside the page, so that somebody who
 * goes to look at a record finds the rest as it was; a reload or another person begins anew.
 */
import { useEffect, useState } from "preact/hooks";
import { invalidate, whenForgotten } from "~/api/cache";
import { asProblem, type Problem } from "~/api/problem";
import * as rescues from "~/api/rescues";
import type { RescueOutcome } from "~/api/types";

export type Stage =
  | { at: "waiting" }
  /** On its way; where all of it is sent, the server is at it. */
  | { at: "sending"; sent: number }
  | { at: "done"; outcome: RescueOutcome }
  | { at: "failed"; problem: Problem }
  /** Somebody stopped it. What the server took until then stays taken. */
  | { at: "stopped" }
  /** Not a file that a phone sealed. It is not sent at all. */
  | { at: "other" };

export interface HandIn {
  id: number;
  file: File;
  stage: Stage;
}

let handIns: readonly HandIn[] = [];
let count = 0;
let running: { id: number; abort: AbortController } | undefined;
const readers = new Set<() => void>();

function show(next: readonly HandIn[]): void {
  handIns = next;
  for (const reader of readers) reader();
}

function set(id: number, stage: Stage): void {
  show(handIns.map((one) => (one.id === id ? { ...one, stage } : one)));
}

/** What is asked anew once something was taken. */
const CHANGED = ["record", "line:", "facets", "overview", "quarantine"];

async function send({ id, file }: HandIn, abort: AbortController): Promise<Stage> {
  try {
    if (!(await rescues.isSealed(file))) return { at: "other" };
    set(id, { at: "sending", sent: 0 });
    const outcome = await rescues.takeIn(file, (sent) => set(id, { at: "sending", sent }), abort.signal);
    invalidate((key) => CHANGED.some((what) => key.startsWith(what)));
    return { at: "done", outcome };
  } catch (thrown) {
    return abort.signal.aborted ? { at: "stopped" } : { at: "failed", problem: asProblem(thrown) };
  }
}

function longestWaiting(): HandIn | undefined {
  return handIns.filter(({ stage }) => stage.at === "waiting").sort((one, other) => one.id - other.id)[0];
}

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** One file at a time: they share a line, and whoever waits sees the first one's outcome sooner. */
async function work(): Promise<void> {
  if (running) return;
  addEventListener("beforeunload", ask);
  for (;;) {
    const next = longestWaiting();
    if (!next) break;
    running = { id: next.id, abort: new AbortController() };
    set(next.id, await send(next, running.abort));
  }
  running = undefined;
  removeEventListener("beforeunload", ask);
}

/** Hands files in. What was chosen together stays so, before what was chosen earlier. */
export function handIn(files: readonly File[]): void {
  const added = files.map((file): HandIn => {
    count += 1;
    return { id: count, file, stage: { at: "waiting" } };
  });
  show([...added, ...handIns]);
  void work();
}

export function handInAgain(id: number): void {
  set(id, { at: "waiting" });
  void work();
}

export function stop(id: number): void {
  if (running?.id === id) running.abort.abort();
  else set(id, { at: "stopped" });
}

whenForgotten(() => {
  running?.abort.abort();
  show([]);
});

export function useHandIns(): readonly HandIn[] {
  const [shown, setShown] = useState(handIns);
  useEffect(() => {
    const read = () => setShown(handIns);
    readers.add(read);
    read();
    return () => void readers.delete(read);
  }, []);
  return shown;
}
