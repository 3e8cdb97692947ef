/** Sends the photos of what was handed in, one after another, each from where it broke off. */
import { DeviceProblem, type PhotoStatus, photoStatus, STATUS_MAX } from "~/api/device";
import { uploadPhoto } from "~/api/photo-upload";
import type { UploadEntry } from "../model";
import { notePhotoReceipts, noteUpload, photoBlob, settings, uploads } from "../store";
import { recount } from "./counts";
import { wifi } from "./network";
import { counts } from "./receipts";
import { endsRun, ReceiptUnverified, type Run } from "./run";
import { report, syncState } from "./state";

const SMALLEST_CHUNK = 256 * 1024;
const LARGEST_CHUNK = 1024 * 1024;
/** A chunk is to take about this long, so that what a broken line costs is small. */
const CHUNK_MS = 5_000;
/** After so many photos the server is asked to sign. */
const CONFIRM_AFTER = 8;
/** A photo that failed so often is tried again only when the person asks. */
const TRIES_ALONE = 5;
/** A screen needs no more. */
const TELL_EVERY_MS = 250;

/** The upload is not where we thought, or is no more: the photo's status says what to do. */
const ASK_AGAIN = [404, 409, 410, 423];
/** The server will not have this photo as it is. */
const FAILED = [400, 412, 413, 415, 422, 460];

type Open = Exclude<PhotoStatus, { status: "stored" }>;

interface Standing {
  entry: UploadEntry;
  status: Open;
}

export const chunkFor = (bytes: number, ms: number): number =>
  Math.round(Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, (bytes / Math.max(1, ms)) * CHUNK_MS)));

/** Whether photos wait for Wi-Fi, as the person chose; where the browser does not tell, they go. */
async function areHeld(): Promise<boolean> {
  const held = wifi() === "other" && (await settings()).photosOnWifi;
  const { held: _before, ...photos } = syncState().photos;
  report({ photos: held ? { ...photos, held: "wifi" } : photos });
  return held;
}

export async function sendPhotos(run: Run): Promise<void> {
  const isDue = ({ state, tries }: UploadEntry) =>
    state === "waiting" || (state === "failed" && (run.reason === "user" || tries < TRIES_ALONE));
  let pending = (await uploads()).filter(isDue);
  if (pending.length === 0) return;
  if (await areHeld()) return;
  report({ phase: "photos" });
  try {
    // The second time is for what broke off in the first or stood elsewhere than we thought.
    for (let time = 0; time < 2 && pending.length > 0; time += 1)
      pending = await sendEach(run, await confirm(run, pending));
  } finally {
    report({ current: undefined });
  }
}

/** Asks where photos stand, notes those that the server has signed for, and answers the others. */
async function confirm(run: Run, entries: UploadEntry[]): Promise<Standing[]> {
  const open: Standing[] = [];
  const signed: Parameters<typeof notePhotoReceipts>[0] = [];
  for (let from = 0; from < entries.length; from += STATUS_MAX) {
    const asked = entries.slice(from, from + STATUS_MAX);
    const names = asked.map(({ sha256 }) => sha256);
    const said = await photoStatus(run.enrolment.token, names, run.signal);
    const byName = new Map(said.map((status) => [status.sha256, status]));
    for (const entry of asked) {
      const status = byName.get(entry.sha256) ?? { sha256: entry.sha256, status: "missing" };
      if (status.status !== "stored") open.push({ entry, status });
      else if (await counts(run, status.receipt, { photo: entry }))
        signed.push([entry.sha256, status.receipt]);
      else run.trouble(new ReceiptUnverified(`the receipt for photo ${entry.sha256} does not hold`));
    }
  }
  await notePhotoReceipts(signed, run.now());
  run.photosStored += signed.length;
  await recount();
  return open;
}

/** Sends all; answers those of which the server still has to say where they stand. */
async function sendEach(run: Run, standing: Standing[]): Promise<UploadEntry[]> {
  const again: UploadEntry[] = [];
  let sent: UploadEntry[] = [];
  const confirmSent = async () => {
    again.push(...(await confirm(run, sent)).map(({ entry }) => entry));
    sent = [];
  };
  for (const { entry, status } of standing) {
    if (await areHeld()) break;
    const outcome = await sendOne(run, entry, status);
    if (outcome === "sent") sent.push(entry);
    if (outcome === "ask") again.push(entry);
    if (sent.length >= CONFIRM_AFTER) await confirmSent();
  }
  if (sent.length > 0) await confirmSent();
  return again;
}

async function sendOne(run: Run, entry: UploadEntry, status: Open): Promise<"sent" | "ask" | "failed"> {
  const { sha256, mediaType } = entry;
  let offset = status.status === "partial" ? status.offset : 0;
  const tries = entry.tries + 1;
  const fail = async (problem: string) => {
    await noteUpload(sha256, { state: "failed", problem, tries, offset: 0 });
    return "failed" as const;
  };
  const bytes = await bytesOf(sha256);
  if (typeof bytes === "string") return fail(bytes);
  await noteUpload(sha256, { state: "waiting", tries, offset });
  await recount();
  const began = run.now();
  const start = offset;
  try {
    await uploadPhoto({
      token: run.enrolment.token,
      sha256,
      mediaType,
      bytes,
      resume: status.status === "partial" ? status.upload : undefined,
      chunkBytes: run.chunkBytes,
      signal: run.signal,
      onProgress: progress(run, entry, start, (accepted) => {
        offset = accepted;
      }),
    });
    offset = entry.bytes;
    run.chunkBytes = chunkFor(offset - start, run.now() - began);
    await noteUpload(sha256, { offset, problem: undefined });
    return "sent";
  } catch (thrown) {
    if (thrown instanceof DeviceProblem && ASK_AGAIN.includes(thrown.status)) {
      await noteUpload(sha256, { problem: thrown.code });
      return "ask";
    }
    if (thrown instanceof DeviceProblem && FAILED.includes(thrown.status) && !endsRun(thrown))
      return fail(thrown.code);
    await noteUpload(sha256, { offset });
    throw thrown;
  }
}

/** The bytes in memory, or why there are none: a copy that cannot be read is this photo's trouble, not the network's. */
async function bytesOf(sha256: string): Promise<Blob | "photo.gone" | "photo.unreadable"> {
  const stored = await photoBlob(sha256);
  if (!stored) return "photo.gone";
  try {
    return new Blob([await stored.arrayBuffer()], { type: stored.type });
  } catch {
    return "photo.unreadable";
  }
}

/** Tells how far a photo has come, a few times a second. */
function progress(run: Run, entry: UploadEntry, start: number, accept: (offset: number) => void) {
  const before = syncState().photos;
  let toldAt = 0;
  return (offset: number, accepted: boolean) => {
    if (accepted) accept(offset);
    const now = run.now();
    if (!accepted && now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    const { sha256, bytes } = entry;
    const gained = offset - start;
    report({
      current: { sha256, offset, bytes },
      photos: { ...before, bytesLeft: before.bytesLeft - gained, bytesDone: before.bytesDone + gained },
    });
  };
}
