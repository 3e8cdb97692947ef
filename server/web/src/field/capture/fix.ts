/** The phone's place, for pages: the best fix of the last half minute, and the one of a moment. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Fix } from "../model";
import { best, type Held, hold, newest } from "./fixes";
import { type FixProblem, watchFix } from "./geolocation";

export { type FixProblem, watchFix };

/** How long a photo waits for the fix of its moment. */
const PATIENCE = 5_000;

export interface Placed {
  /** The most accurate that still holds. */
  fix?: Fix;
  problem?: FixProblem;
  /** Whether a fix, or a better one than there is, may still come. */
  waiting: boolean;
}

/** Follows the phone's place and keeps what came lately. */
export class FixKeeper {
  #held: Held[] = [];
  #problem: FixProblem | undefined;
  readonly #waiting = new Set<(fix: Fix | undefined) => void>();
  readonly #stop: () => void;
  readonly #pulse: ReturnType<typeof setInterval>;
  readonly #gone = new AbortController();

  constructor(onChange: () => void) {
    this.#stop = watchFix(
      (fix) => {
        this.#held = hold(this.#held, fix, performance.now());
        this.#problem = undefined;
        this.#answer(fix);
        onChange();
      },
      (problem) => {
        this.#problem = problem;
        if (problem === "denied") this.#held = [];
        if (problem !== "timeout") this.#answer(undefined);
        onChange();
      },
    );
    // What grows old is seen to. A sleeping phone's clock may stand still, so nothing is kept over a pause.
    this.#pulse = setInterval(onChange, 1000);
    const forget = () => {
      if (document.hidden) this.#held = [];
    };
    document.addEventListener("visibilitychange", forget, { signal: this.#gone.signal });
  }

  now(wantedM?: number): Placed {
    const fix = best(this.#held, performance.now());
    const problem = fix ? undefined : this.#problem;
    const coarse = wantedM !== undefined && fix !== undefined && fix.accuracy_m > wantedM;
    return {
      ...(fix && { fix }),
      ...(problem && { problem }),
      waiting: problem !== "denied" && (!fix || coarse),
    };
  }

  /** The fix of this moment, or the next that comes soon; none where there is none, or nobody waits any longer. */
  moment(signal?: AbortSignal): Promise<Fix | undefined> {
    const fix = newest(this.#held, performance.now());
    if (fix || this.#problem === "denied" || signal?.aborted) return Promise.resolve(fix);
    return new Promise((done) => {
      const answer = (next: Fix | undefined) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", nobody);
        this.#waiting.delete(answer);
        done(next);
      };
      const nobody = () => answer(undefined);
      const timer = setTimeout(nobody, PATIENCE);
      signal?.addEventListener("abort", nobody);
      this.#waiting.add(answer);
    });
  }

  stop(): void {
    this.#stop();
    this.#gone.abort();
    clearInterval(this.#pulse);
    this.#answer(undefined);
  }

  #answer(fix: Fix | undefined): void {
    for (const answer of [...this.#waiting]) answer(fix);
  }
}

/** The phone's place while the caller is drawn. */
export function useFix(wanted?: { accuracyM: number }): Placed & {
  moment: (signal?: AbortSignal) => Promise<Fix | undefined>;
} {
  const accuracyM = wanted?.accuracyM;
  const [placed, setPlaced] = useState<Placed>({ waiting: true });
  const keeper = useMemo<{ current?: FixKeeper }>(() => ({}), []);
  useEffect(() => {
    const look = () => {
      const next = made.now(accuracyM);
      // The same answer draws nothing anew.
      setPlaced((before) => (isSame(before, next) ? before : next));
    };
    const made = new FixKeeper(look);
    keeper.current = made;
    return () => made.stop();
  }, [accuracyM]);
  return { ...placed, moment: (signal) => keeper.current?.moment(signal) ?? Promise.resolve(undefined) };
}

function isSame(one: Placed, other: Placed): boolean {
  return one.fix === other.fix && one.problem === other.problem && one.waiting === other.waiting;
}
