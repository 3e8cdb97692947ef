/** What the stages of one run share. */
import { DeviceProblem, self } from "~/api/device";
import type { Enrolment } from "../model";
import { noteRevoked, noteSelf, StorageFull } from "../store";
import type { SyncProblem } from "./state";

export type Reason = "user" | "online" | "handed_in" | "opened" | "background" | "timer";

export interface Run {
  reason: Reason;
  enrolment: Enrolment;
  signal: AbortSignal;
  now: () => number;
  /** Something that is not as it should be, and keeps the run from being a success, though not from going on. */
  trouble: (problem: unknown) => void;
  /** Whether the server was asked about this phone in this run. */
  selfAsked: boolean;
  /** How many bytes a request for a photo carries, by how fast the last one went. */
  chunkBytes: number;
  /** Photos that reached the server in this run. */
  photosStored: number;
}

/** A receipt that does not hold, or is for something else. What it is for is sent again. */
export class ReceiptUnverified extends Error {
  override name = "ReceiptUnverified";
}

/** Where the server is not to be called further in this run: no network, no such phone, or it asked to be left alone. */
export function endsRun(thrown: unknown): boolean {
  if (!(thrown instanceof DeviceProblem)) return false;
  return [0, 401, 429, 503].includes(thrown.status) || thrown.retryAfterMs !== undefined;
}

export async function markRevoked(run: Run): Promise<void> {
  if (run.enrolment.revokedAt !== undefined) return;
  const revokedAt = run.now();
  run.enrolment = { ...run.enrolment, revokedAt };
  await noteRevoked(run.enrolment.device, revokedAt);
}

/** Asks the server about this phone: its keys, tolerances and limits. Once a run. */
export async function refreshSelf(run: Run): Promise<void> {
  if (run.selfAsked) return;
  run.selfAsked = true;
  try {
    const said = await self(run.enrolment.token, run.signal);
    run.enrolment = { ...run.enrolment, self: said };
    await noteSelf(said);
  } catch (thrown) {
    if (thrown instanceof DeviceProblem && thrown.isRevoked) await markRevoked(run);
    else if (endsRun(thrown) || run.signal.aborted) throw thrown;
    run.trouble(thrown);
  }
}

/** A problem in a form that can be told to other tabs. */
export function told(thrown: unknown): SyncProblem {
  if (thrown instanceof DeviceProblem) {
    const { code, status, message: title, titleVi } = thrown;
    return { code, status, title, titleVi };
  }
  const code =
    thrown instanceof StorageFull
      ? "storage.full"
      : thrown instanceof ReceiptUnverified
        ? "receipt.unverified"
        : "unexpected";
  const title = thrown instanceof Error ? thrown.message : String(thrown);
  if (code === "unexpected") console.error(thrown);
  return { code, status: -1, title, titleVi: "" };
}
