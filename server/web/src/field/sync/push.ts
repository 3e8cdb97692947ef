/** Hands in what waits, in batches that a bad line carries. One bad snapshot keeps none of the others. */
import { DeviceProblem, noAnswer, push, pushBody, type Revision } from "~/api/device";
import type { Outcome } from "../model";
import { noteOutcomes, noteTried, type Told, waiting } from "../store";
import { recount } from "./counts";
import { counts } from "./receipts";
import { markRevoked, ReceiptUnverified, type Run } from "./run";
import { report } from "./state";

const MOST_REVISIONS = 50;
const MOST_BYTES = 256_000;

interface Cap {
  revisions: number;
  bytes: number;
}

function capOf({ enrolment }: Run): Cap {
  const limits = enrolment.self?.limits;
  return {
    revisions: Math.min(MOST_REVISIONS, limits?.push_revisions ?? MOST_REVISIONS),
    bytes: Math.min(MOST_BYTES, limits?.push_bytes ?? MOST_BYTES),
  };
}

const weight = (revision: Revision) => new TextEncoder().encode(JSON.stringify(revision)).length;

/** The first few that fit; at least one. */
function batchOf(revisions: Revision[], cap: Cap): Revision[] {
  let bytes = 0;
  let count = 0;
  for (const revision of revisions) {
    bytes += weight(revision);
    if (count > 0 && (bytes > cap.bytes || count >= cap.revisions)) break;
    count += 1;
  }
  return revisions.slice(0, count);
}

/** A whole request was refused for what was in it, by our server or by something before it. */
function isRefusal(thrown: unknown): thrown is DeviceProblem {
  return thrown instanceof DeviceProblem && [400, 413, 422].includes(thrown.status);
}

/** The answer of our server to a request that held one snapshot alone. */
function refused({ code, errors, message, titleVi }: DeviceProblem): Outcome {
  const problems = errors.length > 0 ? errors : [{ path: "", code, message, message_vi: titleVi }];
  return { outcome: "rejected", problems };
}

/** The server could not sign for it, or failed otherwise: not the snapshot's fault. */
const isServersFault = (outcome: Outcome) =>
  outcome.outcome === "rejected" && outcome.problems.every(({ code }) => code === "server.internal");

export async function pushAll(run: Run): Promise<void> {
  const most = capOf(run);
  let cap = most;
  /** Left as they are until the next run. */
  const setAside = new Set<string>();
  const pass = (revision: Revision, why: unknown) => {
    setAside.add(revision.revision);
    run.trouble(why);
  };
  for (;;) {
    const entries = (await waiting()).filter(({ revision }) => !setAside.has(revision.revision));
    if (entries.length === 0) return;
    report({ phase: "pushing" });
    const batch = batchOf(
      entries.map(({ revision }) => revision),
      cap,
    );
    await noteTried(batch.map(({ revision }) => revision));
    try {
      const outcomes = await push(run.enrolment.token, pushBody(batch), run.signal);
      if (outcomes.length !== batch.length) throw noAnswer();
      await noteAll(run, batch, outcomes, pass);
      cap = {
        revisions: Math.min(most.revisions, cap.revisions * 2),
        bytes: Math.min(most.bytes, cap.bytes * 2),
      };
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      const [alone, ...others] = batch;
      if (others.length > 0) {
        const bytes = batch.reduce((sum, revision) => sum + weight(revision), 0);
        cap = { revisions: Math.ceil(batch.length / 2), bytes: Math.ceil(bytes / 2) };
      } else if (alone && thrown.code.startsWith("request."))
        await noteOutcomes([{ revision: alone.revision, outcome: refused(thrown) }], run.now());
      else if (alone) pass(alone, thrown);
    }
    await recount();
  }
}

async function noteAll(
  run: Run,
  batch: Revision[],
  outcomes: Outcome[],
  pass: (revision: Revision, why: unknown) => void,
): Promise<void> {
  const told: Told[] = [];
  for (const [at, revision] of batch.entries()) {
    const outcome = outcomes[at];
    if (!outcome || isServersFault(outcome)) pass(revision, new DeviceProblem(500, undefined));
    else if (outcome.outcome !== "rejected" && !(await counts(run, outcome.receipt, { revision })))
      pass(revision, new ReceiptUnverified(`the receipt for ${revision.revision} does not hold`));
    else told.push({ revision: revision.revision, outcome });
  }
  await noteOutcomes(told, run.now());
  const isRevoked = ({ outcome }: Told) =>
    outcome.outcome === "rejected" && outcome.problems.some(({ code }) => code === "auth.device_revoked");
  if (told.some(isRevoked)) await markRevoked(run);
}
