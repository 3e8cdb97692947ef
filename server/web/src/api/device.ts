/**
 * What a phone says to the server: bearer token, no cookie, and an end to every wait. Used by the field app's pages and by
 * its worker, so there is no screen here.
 */
import { address } from "./http";
import { Problem } from "./problem";
import type { components } from "./schema";

type Shapes = components["schemas"];
export type Revision = Shapes["Revision"];
export type PullPage = Shapes["PullResponse"];
export type PhotoStatus = Shapes["PhotoStatus"];

/** A line that is silent for this long is dead, whatever the browser believes. */
export const STALL_MS = 90_000;
const PAGE_CHANGES = 200;
/** Below this, compressing costs more than it saves. */
const WORTH_COMPRESSING = 1024;

/** A problem, and how long the server asks to be left alone. */
export class DeviceProblem extends Problem {
  readonly retryAfterMs: number | undefined;

  constructor(status: number, body: unknown, retryAfter?: string | null) {
    super(status, (body ?? {}) as ConstructorParameters<typeof Problem>[1]);
    this.retryAfterMs = patience(retryAfter);
  }

  get isRevoked(): boolean {
    return this.is("auth.device_revoked");
  }
}

/** Reads `Retry-After`: seconds, or a date. */
export function patience(text: string | null | undefined, now = Date.now()): number | undefined {
  if (!text) return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What is thrown where no answer came. */
export function noAnswer(): DeviceProblem {
  return new DeviceProblem(0, { title: "The server cannot be reached" });
}

interface Asked extends Omit<RequestInit, "signal"> {
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Called with each piece of an answer as it comes, in bytes so far. */
export type OnBytes = (soFar: number) => void;

async function readAll(
  response: Response,
  alive: () => void,
  onBytes?: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    alive();
    parts.push(piece.value);
    length += piece.value.length;
    onBytes?.(length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** One request to its last byte. Throws `DeviceProblem`, or `AbortError` where `signal` said so. */
async function ask(
  path: string,
  { token, signal, headers, ...init }: Asked,
  onBytes?: OnBytes,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string }> {
  const ending = new AbortController();
  const end = () => ending.abort();
  let timer = setTimeout(end, STALL_MS);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(end, STALL_MS);
  };
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  try {
    const response = await fetch(path, {
      ...init,
      headers: { ...(headers as Record<string, string>), ...(token && { authorization: `Bearer ${token}` }) },
      credentials: "omit",
      cache: "no-store",
      signal: ending.signal,
    });
    alive();
    const bytes = await readAll(response, alive, onBytes);
    const type = response.headers.get("content-type") ?? "";
    if (response.ok) return { bytes, type };
    const body = type.includes("json") ? parsed(bytes) : undefined;
    throw new DeviceProblem(response.status, body, response.headers.get("retry-after"));
  } catch (thrown) {
    if (thrown instanceof DeviceProblem) throw thrown;
    signal?.throwIfAborted();
    throw noAnswer();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reads an answer that must be JSON; a captive portal's page is no answer of our server. */
async function json<T>(path: string, asked: Asked, onBytes?: OnBytes): Promise<{ body: T; length: number }> {
  const headers = { accept: "application/json", ...(asked.headers as Record<string, string>) };
  const { bytes, type } = await ask(path, { ...asked, headers }, onBytes);
  const body = type.includes("json") ? parsed(bytes) : undefined;
  if (body === undefined) throw noAnswer();
  return { body: body as T, length: bytes.length };
}

async function compressed(text: string): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  const headers = { "content-type": "application/json" };
  if (text.length < WORTH_COMPRESSING || typeof CompressionStream === "undefined")
    return { body: text, headers };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return {
    body: await new Response(stream).arrayBuffer(),
    headers: { ...headers, "content-encoding": "gzip" },
  };
}

/** Exchanges a code and the public key for a token. The same key may ask again within the code's life. */
export async function enrol(wanted: Shapes["Enrol"], signal?: AbortSignal): Promise<Shapes["Enrolled"]> {
  const body = JSON.stringify(wanted);
  const headers = { "content-type": "application/json" };
  return (await json<Shapes["Enrolled"]>(address("/devices"), { method: "POST", body, headers, signal }))
    .body;
}

/** What the server knows of this phone. */
export async function self(token: string, signal?: AbortSignal): Promise<Shapes["DeviceSelf"]> {
  return (await json<Shapes["DeviceSelf"]>(address("/device"), { token, signal })).body;
}

/** Makes the token worthless; what this phone still hands in goes to quarantine. */
export async function signOut(token: string, signal?: AbortSignal): Promise<void> {
  await ask(address("/device"), { method: "DELETE", token, signal });
}

/** The text of a push. What it weighs is what the batches are cut by. */
export function pushBody(revisions: readonly Revision[]): string {
  return JSON.stringify({ revisions });
}

/** Hands snapshots in: an outcome for each, in their order. */
export async function push(token: string, text: string, signal?: AbortSignal): Promise<Shapes["Outcome"][]> {
  const asked = { method: "POST", token, signal, ...(await compressed(text)) };
  return (await json<Shapes["PushResponse"]>(address("/sync/push"), asked)).body.outcomes;
}

/** The next page of the feed, and what it weighs. */
export async function pull(
  token: string,
  cursor: string | undefined,
  signal?: AbortSignal,
  onBytes?: OnBytes,
): Promise<{ page: PullPage; bytes: number }> {
  const path = address("/sync/pull", { cursor, limit: PAGE_CHANGES });
  const { body, length } = await json<PullPage>(path, { token, signal }, onBytes);
  return { page: body, bytes: length };
}

/** Most names in one question. */
export const STATUS_MAX = 1000;

/** Where photos stand, in the order in which they were asked for. */
export async function photoStatus(
  token: string,
  sha256: readonly string[],
  signal?: AbortSignal,
): Promise<PhotoStatus[]> {
  const asked = { method: "POST", token, signal, ...(await compressed(JSON.stringify({ sha256 }))) };
  return (await json<Shapes["PhotoStatusResponse"]>(address("/photos/status"), asked)).body.photos;
}

/** A small image of a photo that an earlier finding names. */
export async function thumb(token: string, sha256: string, signal?: AbortSignal): Promise<Blob> {
  const { bytes, type } = await ask(address(`/photos/${sha256}`, { size: "thumb" }), { token, signal });
  return new Blob([bytes], { type });
}
