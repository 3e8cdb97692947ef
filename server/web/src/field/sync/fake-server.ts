/**
 * For tests: a server that speaks what a phone needs, keeps what it is given, and breaks off where it is told to. It takes
 * nothing that the real one would not.
 */
import { gunzipSync } from "node:zlib";
import { vi } from "vitest";
import type { components } from "~/api/schema";
import { sha256Hex } from "~/protocol/canonical";
import { newId } from "~/protocol/ids";
import { type DeviceKeys, makeKeys, revisionSha256, sign, signedBytes } from "~/protocol/signature";
import type { Enrolment, Outcome, Receipt, Revision } from "../model";

type Shapes = components["schemas"];

interface Begun {
  sha256: string;
  length: number;
  bytes: Uint8Array;
}

export interface Call {
  method: string;
  path: string;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What happens to a call instead of, or after, what should. */
export type Fault =
  /** Done, but nobody hears of it. */
  | "lost_answer"
  /** The line is dead before anything arrives. */
  | "no_line"
  /** Half of the body arrives. */
  | "cut"
  /** An answer of something else than our server. */
  | { status: number; code?: string; retryAfter?: string };

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ type: `/problems/${code}`, title: code, title_vi: code, status }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

export class FakeServer {
  readonly key = newId();
  readonly device = newId();
  readonly calls: Call[] = [];
  /** Everything that became durable, in order: what is here twice was doubled. */
  readonly revisions: Revision[] = [];
  readonly photos = new Map<string, Uint8Array>();
  readonly photoWrites: string[] = [];
  readonly begun = new Map<string, Begun>();
  readonly rejects = new Map<string, Shapes["Violation"][]>();
  pages: Shapes["PullResponse"][] = [];
  findingImages = new Map<string, string>();
  revoked = false;
  maxBody = Number.POSITIVE_INFINITY;
  online = true;
  /** Whether receipts are signed with another key than the one that is told. */
  lies = false;
  #faults: { matches: (call: Call) => boolean; fault: Fault }[] = [];

  private constructor(
    readonly keys: DeviceKeys,
    readonly otherKeys: DeviceKeys,
  ) {}

  static async start(): Promise<FakeServer> {
    const server = new FakeServer(await makeKeys(), await makeKeys());
    vi.stubGlobal("location", new URL("http://field.test/field/"));
    vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) => server.#fetch(input, init));
    return server;
  }

  get serverKeys(): Shapes["ServerKeyBody"][] {
    return [{ id: this.key, public_key: this.keys.publicKey }];
  }

  enrolment(): Partial<Enrolment> {
    return { device: this.device, serverKeys: this.serverKeys };
  }

  /** The next call that matches meets this fault; each fault once. */
  fail(matches: string | ((call: Call) => boolean), ...faults: Fault[]): void {
    const fits =
      typeof matches === "string" ? (call: Call) => `${call.method} ${call.path}`.includes(matches) : matches;
    for (const fault of faults) this.#faults.push({ matches: fits, fault });
  }

  count(matches: string): number {
    return this.calls.filter(({ method, path }) => `${method} ${path}`.includes(matches)).length;
  }

  async #fetch(input: RequestInfo, init: RequestInit = {}): Promise<Response> {
    init.signal?.throwIfAborted();
    const url = new URL(String(input), "http://field.test");
    const body = init.body ? new Uint8Array(await new Response(init.body).arrayBuffer()) : new Uint8Array();
    const call: Call = {
      method: init.method ?? "GET",
      path: url.pathname + url.search,
      headers: new Headers(init.headers),
      bytes: body,
    };
    this.calls.push(call);
    if (!this.online) throw new TypeError("Failed to fetch");
    const at = this.#faults.findIndex(({ matches }) => matches(call));
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    if (fault === "no_line") throw new TypeError("Failed to fetch");
    if (fault === "cut") call.bytes = call.bytes.slice(0, call.bytes.length / 2);
    if (typeof fault === "object") {
      const { status, code, retryAfter } = fault;
      const answer = code ? problem(status, code) : new Response("<html>", { status });
      if (retryAfter) answer.headers.set("retry-after", retryAfter);
      return answer;
    }
    const answer = await this.#answer(call);
    if (fault !== undefined) throw new TypeError("Failed to fetch");
    return answer;
  }

  async #answer(call: Call): Promise<Response> {
    const { method, path, headers } = call;
    if (headers.get("authorization") !== "Bearer token") return problem(401, "auth.sign_in_needed");
    if (path === "/api/v1/sync/push") return this.#push(call);
    if (path === "/api/v1/photos/status") return this.#status(call);
    if (path.startsWith("/api/v1/uploads")) return this.#upload(call);
    if (this.revoked) return problem(403, "auth.device_revoked");
    if (path.startsWith("/api/v1/sync/pull")) return this.#pull();
    if (path === "/api/v1/device" && method === "GET") return json(this.self());
    const image = this.findingImages.get(path.split(/[/?]/)[4] ?? "");
    if (path.startsWith("/api/v1/photos/") && image)
      return new Response(image, { headers: { "content-type": "image/jpeg" } });
    return problem(404, "request.not_found");
  }

  self(): Partial<Shapes["DeviceSelf"]> {
    return { device: this.device, label: "Máy 1", server_keys: this.serverKeys };
  }

  #text({ headers, bytes }: Call): string {
    const plain = headers.get("content-encoding") === "gzip" ? gunzipSync(bytes) : bytes;
    return new TextDecoder().decode(plain);
  }

  async #push(call: Call): Promise<Response> {
    const text = this.#text(call);
    if (text.length > this.maxBody) return problem(413, "request.too_large");
    const { revisions } = JSON.parse(text) as { revisions: Revision[] };
    const outcomes: Outcome[] = [];
    for (const revision of revisions) {
      const problems = this.revoked
        ? [{ path: "", code: "auth.device_revoked", message: "", message_vi: "" }]
        : this.rejects.get(revision.revision);
      if (problems) {
        outcomes.push({ outcome: "rejected", problems });
        continue;
      }
      const known = this.revisions.some((other) => other.revision === revision.revision);
      if (!known) this.revisions.push(revision);
      const { record, revision: id } = revision;
      const receipt = await this.receipt({
        revision: { record, revision: id, sha256: await revisionSha256(revision) },
      });
      outcomes.push({ outcome: known ? "duplicate" : "accepted", number: 1, receipt });
    }
    return json({ outcomes });
  }

  async receipt(of: Receipt["of"]): Promise<Receipt> {
    const { keys, algorithm } = this.lies ? this.otherKeys : this.keys;
    const unsigned = { of, device: this.device, at: new Date().toISOString() };
    const signature = await sign(signedBytes(unsigned as Receipt), keys, algorithm, this.key);
    return { ...unsigned, signature };
  }

  #pull(): Response {
    const page = this.pages.shift() ?? {
      reset: false,
      changes: [],
      cursor: "end",
      more: false,
      left: 0,
      server_time: new Date().toISOString(),
    };
    return json(page);
  }

  async #status(call: Call): Promise<Response> {
    const { sha256 } = JSON.parse(this.#text(call)) as { sha256: string[] };
    const photos = sha256.map(async (name) => {
      const stored = this.photos.get(name);
      if (stored) {
        const receipt = await this.receipt({ photo: { sha256: name, bytes: stored.length } });
        return { status: "stored", sha256: name, receipt };
      }
      const [upload, begun] = [...this.begun].find(([, one]) => one.sha256 === name) ?? [];
      return begun
        ? { status: "partial", sha256: name, upload, offset: begun.bytes.length }
        : { status: "missing", sha256: name };
    });
    return json({ photos: await Promise.all(photos) });
  }

  async #upload({ method, path, headers, bytes }: Call): Promise<Response> {
    if (headers.get("tus-resumable") !== "1.0.0") return problem(412, "upload.version");
    if (method === "POST" && path === "/api/v1/uploads") {
      const metadata = Object.fromEntries(
        (headers.get("upload-metadata") ?? "").split(",").map((pair) => pair.split(" ") as [string, string]),
      );
      const id = newId();
      const length = Number(headers.get("upload-length"));
      this.begun.set(id, { sha256: atob(metadata.sha256 ?? ""), length, bytes });
      return this.#stands(id, 201, { location: path.concat("/", id) });
    }
    const id = path.split("/").at(-1) ?? "";
    const begun = this.begun.get(id);
    if (!begun) return problem(404, "upload.unknown");
    if (method === "HEAD") return this.#stands(id, 200, { "upload-length": String(begun.length) });
    if (Number(headers.get("upload-offset")) !== begun.bytes.length) return problem(409, "upload.offset");
    const grown = new Uint8Array(begun.bytes.length + bytes.length);
    grown.set(begun.bytes);
    grown.set(bytes, begun.bytes.length);
    begun.bytes = grown;
    return this.#stands(id, 204);
  }

  /** Answers how far an upload is; a whole one becomes a photo, or goes where it is not what was promised. */
  async #stands(id: string, status: number, headers: Record<string, string> = {}): Promise<Response> {
    const begun = this.begun.get(id);
    if (!begun) return problem(404, "upload.unknown");
    if (begun.bytes.length === begun.length) {
      this.begun.delete(id);
      if ((await sha256Hex(new Uint8Array(begun.bytes))) !== begun.sha256) return problem(422, "upload.hash");
      this.photos.set(begun.sha256, begun.bytes);
      this.photoWrites.push(begun.sha256);
    }
    return new Response(null, {
      status,
      headers: { ...headers, "upload-offset": String(begun.bytes.length) },
    });
  }
}
