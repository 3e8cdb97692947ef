/**
 * The one that syncs, in a page or in the worker: what was handed in, what changed, the photos. Every step may break off;
 * what was not noted as done is done again, and the server takes a thing twice as once.
 */
import { DeviceProblem } from "~/api/device";
import { enrolment, keepSyncNote, type SyncNote, syncNote } from "../store";
import { registerBackground } from "./background";
import { delay } from "./backoff";
import { recount } from "./counts";
import { isOnline } from "./network";
import { sendPhotos } from "./photos";
import { pullAll } from "./pull";
import { pushAll } from "./push";
import { endsRun, type Reason, type Run, told } from "./run";
import { report, type SyncProblem, type SyncState, syncState } from "./state";

export type { Reason } from "./run";

/** Held by whoever runs; pages and worker wait for each other. */
export const LOCK = "thucdia-sync";

/**
 * Before the photos, which may take hours, comes what the phone is to learn: it is small, and a person may wait for it.
 * After them it is asked once more, since records became whole.
 */
const STAGES = [
  pushAll,
  pullAll,
  sendPhotos,
  (run: Run) => (run.photosStored > 0 ? pullAll(run) : Promise.resolve()),
];

/** No failure that a further try could mend: handing in goes on, and the rest is over. */
const REVOKED: SyncProblem = {
  code: "auth.device_revoked",
  status: 403,
  title: "This phone was revoked; what it sends is kept aside",
  titleVi: "Điện thoại này đã bị thu hồi, dữ liệu gửi lên được giữ riêng",
};

const isRevokedOnly = (problem: unknown) => problem instanceof DeviceProblem && problem.isRevoked;

/** These say that things may be better now. */
const STARTS_OVER: readonly Reason[] = ["user", "online", "handed_in"];

export interface Surroundings {
  now: () => number;
  random: () => number;
  isOnline: () => boolean;
  locks: Pick<LockManager, "request"> | undefined;
}

export interface Engine {
  runSync: (reason: Reason) => Promise<SyncState>;
  /** Breaks off; what the server has by then stays there. */
  stopSync: () => void;
  isRunning: () => boolean;
}

export function createEngine({ now, random, isOnline, locks }: Surroundings): Engine {
  let running: Promise<SyncState> | undefined;
  let ending = new AbortController();
  let again: Reason | undefined;

  function runSync(reason: Reason): Promise<SyncState> {
    if (running && !ending.signal.aborted) {
      // What was just handed in may have come too late for the run under way.
      if (STARTS_OVER.includes(reason)) again = reason;
      return running;
    }
    const before = running;
    ending = new AbortController();
    const { signal } = ending;
    running = Promise.resolve(before).then(() => alone(reason, signal));
    return running;
  }

  async function alone(reason: Reason, signal: AbortSignal): Promise<SyncState> {
    try {
      const work = () => untilDone(reason, signal);
      await (locks ? locks.request(LOCK, { signal }, work) : work());
    } catch (thrown) {
      over(signal);
      if (!signal.aborted) report({ phase: "waiting", problem: told(thrown) });
      // Whoever gave up waiting for another still says what is left.
      else await recount().catch(() => undefined);
    }
    return syncState();
  }

  /** From here on a call begins a run of its own. */
  function over(signal: AbortSignal): void {
    if (ending.signal === signal) running = undefined;
  }

  async function untilDone(first: Reason, signal: AbortSignal): Promise<void> {
    for (let reason: Reason | undefined = first; reason && !signal.aborted; reason = again) {
      again = undefined;
      await attempt(reason, signal);
    }
    over(signal);
  }

  /** Why not now; nothing where it may begin. */
  function wait(reason: Reason, note: SyncNote): number | undefined {
    const { notBefore = 0, nextTryAt = 0 } = note;
    const until = reason === "timer" ? Math.max(notBefore, nextTryAt) : notBefore;
    return until > now() ? until : undefined;
  }

  async function attempt(reason: Reason, signal: AbortSignal): Promise<void> {
    const here = await enrolment();
    if (!here) return report({ phase: "idle" });
    const note = await syncNote();
    const until = wait(reason, note);
    const online = isOnline();
    const begins = online && until === undefined;
    report({
      online,
      lastSuccessAt: note.lastSuccessAt,
      nextTryAt: until,
      ...(begins && { problem: undefined }),
    });
    await recount();
    if (!begins) return report({ phase: "waiting" });
    let problem: unknown;
    const run: Run = {
      reason,
      enrolment: here,
      signal,
      now,
      trouble: (found) => {
        problem ??= found;
      },
      selfAsked: false,
      chunkBytes: 256 * 1024,
      photosStored: 0,
    };
    for (const stage of STAGES) {
      try {
        await stage(run);
      } catch (thrown) {
        if (signal.aborted) break;
        run.trouble(thrown);
        if (!endsRun(thrown)) continue;
        problem = thrown;
        break;
      }
    }
    await recount();
    if (signal.aborted) return report({ phase: "idle" });
    const failures = STARTS_OVER.includes(reason) ? 0 : note.failures;
    const isRevoked = run.enrolment.revokedAt !== undefined;
    await settle(isRevokedOnly(problem) ? undefined : problem, { ...note, failures });
    if (isRevoked && syncState().problem === undefined) report({ problem: REVOKED });
  }

  async function settle(problem: unknown, { failures, lastSuccessAt }: SyncNote): Promise<void> {
    if (problem === undefined) {
      await keepSyncNote({ failures: 0, lastSuccessAt: now() });
      return report({ phase: "idle", lastSuccessAt: now() });
    }
    const asked = problem instanceof DeviceProblem ? problem.retryAfterMs : undefined;
    const notBefore = asked === undefined ? undefined : now() + asked;
    const nextTryAt = Math.max(now() + delay(failures + 1, random()), notBefore ?? 0);
    await keepSyncNote({
      failures: failures + 1,
      nextTryAt,
      ...(notBefore !== undefined && { notBefore }),
      ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    });
    report({ phase: "waiting", nextTryAt, problem: told(problem) });
  }

  return {
    runSync,
    stopSync: () => ending.abort(new DOMException("the page was left", "AbortError")),
    isRunning: () => running !== undefined,
  };
}

const engine = createEngine({
  now: Date.now,
  random: Math.random,
  isOnline,
  locks: (globalThis.navigator as Navigator | undefined)?.locks,
});

export const { stopSync, isRunning } = engine;

/** Syncs now, or joins the run under way. Never throws: what went wrong is in the state. */
export function runSync(reason: Reason): Promise<SyncState> {
  // The browser may be killed in the next moment; the worker then sends what was handed in.
  if (reason === "handed_in") void registerBackground();
  return engine.runSync(reason);
}
