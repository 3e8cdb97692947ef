// @vitest-environment node
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { beforeAll, describe, expect, it } from "vitest";
import { base64url } from "./bytes";
import { sha256Hex } from "./canonical";
import { type RescueHeader, sealRescue } from "./sealed";
import type { Bytes } from "./shapes";
import { id, revision } from "./testing";

// As the format is written down, and not as the code under test has it.
const FRAME = 262_144;
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

let pair: CryptoKeyPair;
let key: { key: string };

beforeAll(async () => {
  pair = await suite.kem.generateKeyPair();
  key = { key: base64url(new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))) };
});

function headerOf(photos: Bytes[]): RescueHeader {
  return {
    format: 1,
    device: id(22),
    made_at: "2024-05-06T18:00:00.000+07:00",
    revisions: [revision({ answers: { opinion: { value: { text: "Đường đã thông 😀" } } } })],
    photos: photos.map(({ length }, at) => ({
      sha256: String(at).repeat(64),
      bytes: length,
      media_type: "image/jpeg",
    })),
  };
}

async function* blobs(photos: Bytes[]): AsyncGenerator<Blob> {
  for (const photo of photos) yield new Blob([photo]);
}

async function seal(photos: Bytes[]): Promise<Bytes> {
  return new Uint8Array(await (await sealRescue(headerOf(photos), blobs(photos), key)).arrayBuffer());
}

function random(length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** To compare many bytes, and to say little where they differ. */
const hashes = (photos: Bytes[]) => Promise.all(photos.map((photo) => sha256Hex(photo)));

/** The places of a file's frames: where each ciphertext begins and ends. */
function framesOf(file: Bytes): [from: number, to: number][] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const frames: [number, number][] = [];
  for (let at = 10 + view.getUint16(8); at < file.length; ) {
    const end = at + 4 + view.getUint32(at);
    if (end > file.length) throw new RangeError("the file ends within a frame");
    frames.push([at + 4, end]);
    at = end;
  }
  return frames;
}

/** What a server does with the file. */
async function open(file: Bytes): Promise<{ header: RescueHeader; photos: Bytes[]; frames: number[] }> {
  expect(new TextDecoder().decode(file.subarray(0, 8))).toBe("TDRESCU1");
  const frames = framesOf(file);
  const recipient = await suite.createRecipientContext({
    recipientKey: pair.privateKey,
    enc: file.slice(10, 10 + 65),
    info: new TextEncoder().encode("thucdia rescue 1"),
  });
  const opened: Bytes[] = [];
  for (const [at, [from, to]] of frames.entries()) {
    const last = new Uint8Array([at === frames.length - 1 ? 1 : 0]);
    opened.push(new Uint8Array(await recipient.open(file.slice(from, to), last)));
  }
  const whole = new Uint8Array(await new Blob(opened).arrayBuffer());
  let at = 4 + new DataView(whole.buffer).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(4, at))) as RescueHeader;
  const photos = header.photos.map(({ bytes }) => {
    at += bytes;
    return whole.slice(at - bytes, at);
  });
  expect(at).toBe(whole.length);
  return { header, photos, frames: opened.map(({ length }) => length) };
}

describe("sealRescue", () => {
  it("says all that was handed in, to the server", async () => {
    const photos = [random(300_000), random(1), random(700_000)];
    const opened = await open(await seal(photos));
    expect(opened.header).toEqual(headerOf(photos));
    expect(await hashes(opened.photos)).toEqual(await hashes(photos));
    expect(opened.frames.slice(0, -1)).toEqual([FRAME, FRAME, FRAME]);
  });

  it("has one frame where there are no photos", async () => {
    const opened = await open(await seal([]));
    expect(opened.header.revisions).toHaveLength(1);
    expect(opened.frames).toHaveLength(1);
  });

  it.each([-1, 0, 1])("cuts frames at the boundary: %i bytes beside two whole ones", async (beside) => {
    // The header is as long for any photo of six digits.
    const json = new TextEncoder().encode(JSON.stringify(headerOf([new Uint8Array(500_000)])));
    const photo = random(2 * FRAME - 4 - json.length + beside);
    const opened = await open(await seal([photo]));
    expect(await hashes(opened.photos)).toEqual(await hashes([photo]));
    expect(opened.frames).toEqual(beside > 0 ? [FRAME, FRAME, beside] : [FRAME, FRAME + beside]);
  });

  it("cannot be read by another key", async () => {
    const file = await seal([]);
    pair = await suite.kem.generateKeyPair();
    await expect(open(file)).rejects.toThrow();
    key = { key: base64url(new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))) };
    await expect(open(await seal([]))).resolves.toBeDefined();
  });

  it("shows a byte that was changed, wherever it is", async () => {
    const file = await seal([random(600_000)]);
    const starts = framesOf(file).map(([from]) => from);
    // In the magic, the encapsulated key, each ciphertext, the length before it, and the very last byte.
    const places = [0, 40, ...starts.flatMap((from) => [from - 1, from, from + 1000]), file.length - 1];
    for (const at of places) {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(open(changed), `byte ${at}`).rejects.toThrow();
    }
  });

  it("shows frames that are missing, doubled or in another order", async () => {
    const file = await seal([random(600_000)]);
    const frames = framesOf(file);
    expect(frames).toHaveLength(3);
    const start = frames[0]?.[0] ?? 0;
    const part = (at: number) => file.slice((frames[at]?.[0] ?? 0) - 4, frames[at]?.[1]);
    for (const order of [[0, 1], [0], [1, 2], [1, 0, 2], [0, 1, 1, 2], [0, 1, 2, 2]]) {
      const blob = new Blob([file.slice(0, start - 4), ...order.map(part)]);
      const changed = new Uint8Array(await blob.arrayBuffer());
      await expect(open(changed), `frames ${order}`).rejects.toThrow();
    }
  });

  it("is not made where a photo is not as the header says", async () => {
    const photos = [random(10), random(20)];
    const header = headerOf(photos);
    await expect(sealRescue(header, blobs(photos.slice(0, 1)), key)).rejects.toThrow("1 photos");
    await expect(sealRescue(header, blobs([...photos, random(1)]), key)).rejects.toThrow("not undefined");
    await expect(sealRescue(header, blobs([...photos].reverse()), key)).rejects.toThrow("20 bytes, not 10");
    await expect(sealRescue(header, blobs(photos), { key: "AAAA" })).rejects.toThrow();
  });
});
