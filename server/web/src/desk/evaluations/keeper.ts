/**
 * Keeps what somebody writes: sent a moment after the typing pauses, one sending at a time, each saying what had been seen.
 * Where somebody else was first, what both changed is brought together, and a person decides where it clashes.
 */
import { asProblem, type Problem } from "~/api/problem";
import { changedParts, merge, type Parts } from "./merge";

export type Keeping = "saved" | "waiting" | "saving" | "clash" | "failed";

/** What the server has: its parts, the moment to be said as `seen`, and who wrote it. */
export interface Kept {
  parts: Parts;
  seen: string | undefined;
  by?: string | undefined;
}

export interface Server {
  /** Sends the whole; `changed` names the parts that are other than what was seen. */
  save: (parts: Parts, changed: string[], seen: string | undefined) => Promise<Kept>;
  read: () => Promise<Kept>;
}

/** How long after the last key. */
export const PAUSE_MS = 1200;
/** Waits before trying again what failed; the last one repeats. */
const AGAIN_MS = [4000, 10_000, 30_000];

export class Keeper {
  #base: Kept;
  #mine: Parts;
  #theirs: Kept | undefined;
  #clash: string[] = [];
  #state: Keeping = "saved";
  #problem: Problem | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;
  readonly #readers = new Set<() => void>();
  readonly #server: Server;

  constructor(kept: Kept, server: Server) {
    this.#base = kept;
    this.#mine = kept.parts;
    this.#server = server;
  }

  get parts(): Parts {
    return this.#mine;
  }
  get state(): Keeping {
    return this.#state;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  /** What somebody else wrote, and in which parts it clashes with one's own. */
  get clash(): { theirs: Kept; names: string[] } | undefined {
    return this.#theirs && { theirs: this.#theirs, names: this.#clash };
  }
  get isSaved(): boolean {
    return this.#state === "saved";
  }

  listen(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => void this.#readers.delete(reader);
  }

  change(patch: Parts): void {
    this.#mine = { ...this.#mine, ...patch };
    if (this.#state === "clash") {
      this.#say("clash");
      return;
    }
    this.#say(this.#state === "saving" ? "saving" : "waiting");
    this.#later(PAUSE_MS);
  }

  /** Something newer came from the server by another way. What is being written here is not touched by it. */
  adopt(kept: Kept): void {
    if (this.#state !== "saved" || kept.seen === this.#base.seen) return;
    this.#base = kept;
    this.#mine = kept.parts;
    this.#say("saved");
  }

  /** Sends what was not sent yet; done when the server has it or refused it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state === "clash") return Promise.resolve();
    this.#running ??= this.#send().finally(() => {
      this.#running = undefined;
      // What was typed while it was being sent.
      if (this.#state === "waiting") this.#later(PAUSE_MS);
    });
    return this.#running;
  }

  /** A person's word on what clashes: the parts as they shall be. */
  settle(parts: Parts): Promise<void> {
    if (this.#theirs) this.#base = this.#theirs;
    this.#theirs = undefined;
    this.#clash = [];
    this.#mine = { ...this.#mine, ...parts };
    this.#say("waiting");
    return this.flush();
  }

  async #send(): Promise<void> {
    const mine = this.#mine;
    const changed = changedParts(this.#base.parts, mine);
    if (changed.length === 0) return this.#say("saved");
    this.#say("saving");
    try {
      this.#base = await this.#server.save(mine, changed, this.#base.seen);
      this.#failures = 0;
      this.#problem = undefined;
      this.#say(changedParts(mine, this.#mine).length === 0 ? "saved" : "waiting");
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.is("evaluation.moved_on")) await this.#catchUp();
      else this.#failed(problem);
    }
  }

  async #catchUp(): Promise<void> {
    try {
      const theirs = await this.#server.read();
      const { merged, clash } = merge(this.#base.parts, this.#mine, theirs.parts);
      this.#mine = merged;
      if (clash.length === 0) {
        this.#base = theirs;
        return this.#send();
      }
      this.#theirs = theirs;
      this.#clash = clash;
      this.#say("clash");
    } catch (thrown) {
      this.#failed(asProblem(thrown));
    }
  }

  #failed(problem: Problem): void {
    this.#problem = problem;
    this.#say("failed");
    // What the server refuses it refuses again; a network comes back.
    if (problem.status >= 400 && problem.status < 500) return;
    this.#later(AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length - 1)] ?? PAUSE_MS);
    this.#failures += 1;
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #say(state: Keeping): void {
    this.#state = state;
    for (const reader of this.#readers) reader();
  }
}
