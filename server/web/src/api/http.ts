/** The one place that talks to the server: same origin, session cookie, JSON, problems as errors. */
import { Problem, problemOf } from "./problem";

export type Query = Record<string, string | number | boolean | undefined | null>;

const BASE = "/api/v1";

let onSignedOut: () => void = () => undefined;

/** Called when the server no longer knows who this is. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return BASE + path + (text ? `?${text}` : "");
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
    throw noAnswer();
  }
  return heard(url, response);
}

const noAnswer = () => new Problem(0, { title: "The server cannot be reached" });

/** A good answer as it is; any other as the problem that it tells. */
async function heard(url: string, response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !url.endsWith("/session")) onSignedOut();
  throw problem;
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export async function get<T>(path: string, query?: Query): Promise<T> {
  return read<T>(await ask(address(path, query), { headers: { accept: "application/json" } }));
}

export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  return read<T>(await ask(address(path), init));
}

/** Sends a file as it is. */
export async function sendBytes<T>(path: string, file: Blob, query?: Query): Promise<T> {
  const headers = { "content-type": file.type || "application/octet-stream" };
  return read<T>(await ask(address(path, query), { method: "POST", headers, body: file }));
}

/** Sends a file that may be large, and tells how much of it went out, which `fetch` does not. */
export async function sendFile<T>(
  path: string,
  file: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<T> {
  const url = address(path);
  const answer = await new Promise<Response>((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      const headers = { "content-type": request.getResponseHeader("content-type") ?? "" };
      done(new Response(request.responseText, { status: request.status, headers }));
    };
    request.onerror = () => fail(noAnswer());
    request.onabort = () => fail(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
  return read<T>(await heard(url, answer));
}

/** Fetches bytes, at most `limit` of them; the rest is not read. */
export async function getBytes(
  path: string,
  limit = 256 * 1024,
): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const response = await ask(address(path), {});
  const all = new Uint8Array(await response.arrayBuffer());
  return { bytes: all.subarray(0, limit), whole: all.length <= limit };
}
