/** One photo to the server over tus, from where it broke off. */
import { type FileReader, Upload, type UploadOptions } from "tus-js-client";
import { DeviceProblem, noAnswer, STALL_MS } from "./device";
import { fetchStack } from "./fetch-stack";
import { address } from "./http";

export interface PhotoUpload {
  token: string;
  sha256: string;
  mediaType: string;
  bytes: Blob;
  /** The upload that the server says is begun. */
  resume?: string | undefined;
  chunkBytes: number;
  signal: AbortSignal;
  /** `accepted` where the server has said so; sent only, otherwise. */
  onProgress: (offset: number, accepted: boolean) => void;
}

const reader: FileReader = {
  openFile: async (blob: Blob) => ({
    size: blob.size,
    slice: async (start, end) => ({ value: blob.slice(start, end), done: end >= blob.size }),
    close: () => undefined,
  }),
};

/** tus-js-client's error as ours. */
function problemOf(error: unknown): DeviceProblem {
  const response = (error as { originalResponse?: import("tus-js-client").HttpResponse | null })
    .originalResponse;
  if (!response?.getStatus()) return noAnswer();
  let body: unknown;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    // A proxy's page; the status says enough.
  }
  return new DeviceProblem(response.getStatus(), body, response.getHeader("Retry-After"));
}

/** Settles when the server has every byte. Whether it holds them for good is a receipt's to say. */
export function uploadPhoto(photo: PhotoUpload): Promise<void> {
  const { token, sha256, mediaType, bytes, resume, chunkBytes, signal, onProgress } = photo;
  return new Promise((done, fail) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
      end();
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void upload.abort();
        settle(() => fail(noAnswer()));
      }, STALL_MS);
    };
    // The server keeps what came of a chunk, so nothing is to be undone.
    const stopped = () => {
      void upload.abort();
      settle(() => fail(signal.reason));
    };
    const options: UploadOptions = {
      // With an address to create at, a failed question about an upload would begin a second one.
      ...(resume
        ? { uploadUrl: absolute(`/uploads/${resume}`) }
        : { endpoint: absolute("/uploads"), uploadDataDuringCreation: true }),
      ...(typeof XMLHttpRequest === "undefined" && { httpStack: fetchStack }),
      fileReader: reader,
      fingerprint: async () => "",
      storeFingerprintForResuming: false,
      // When to try again is the engine's to say.
      retryDelays: null,
      chunkSize: chunkBytes,
      headers: { authorization: `Bearer ${token}` },
      metadata: { sha256, filetype: mediaType },
      onProgress: (sent) => {
        alive();
        onProgress(sent, false);
      },
      onChunkComplete: (_size, accepted) => {
        alive();
        onProgress(accepted, true);
      },
      onSuccess: () => settle(done),
      onError: (error) => settle(() => fail(problemOf(error))),
    };
    const upload = new Upload(bytes, options);
    signal.addEventListener("abort", stopped);
    alive();
    if (signal.aborted) stopped();
    else upload.start();
  });
}

function absolute(path: string): string {
  return new URL(address(path), globalThis.location.href).href;
}
