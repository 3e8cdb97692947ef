/**
 * The rescue file: what was handed in and not sent, sealed so that only the server can open it. For a phone that will
 * not reach the server again by itself; it may be carried by anyone, over any way.
 *
 * `TDRESCU1`, then HPKE (RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM): the length of the
 * encapsulated key in 2 bytes and the key; then frames, each the length of its ciphertext in 4 bytes and the
 * ciphertext. Frames are sealed in sequence, and the last says that it is the last, so that none can be dropped. Inside
 * are the length of the header in 4 bytes, the header as JSON, and the photos' bytes in its order. All lengths are
 * big-endian.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { fromBase64url } from "./bytes";
import type { Bytes, Photo, Revision, SealingKey } from "./shapes";

const MAGIC = "TDRESCU1";
/** What the key schedule is bound to. */
const INFO = "thucdia rescue 1";
/** Bytes of plaintext in each frame but the last. */
const FRAME = 256 * 1024;

const MORE_FOLLOW = 0;
const THE_LAST = 1;

const suite = (): CipherSuite =>
  new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export interface RescueHeader {
  format: 1;
  device: string;
  /** RFC 3339, with offset. */
  made_at: string;
  revisions: Revision[];
  photos: Pick<Photo, "sha256" | "bytes" | "media_type">[];
}

/**
 * Seals `header` and `photos`, which are those that the header names, in its order. Photos are read one after another;
 * what is sealed already is handed to the browser, which may keep it on disk.
 */
export async function sealRescue(
  header: RescueHeader,
  photos: AsyncIterable<Blob>,
  { key }: Pick<SealingKey, "key">,
): Promise<Blob> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(fromBase64url(key) ?? new Uint8Array());
  const info = new TextEncoder().encode(INFO);
  const sender = await hpke.createSenderContext({ recipientPublicKey, info });
  const enc = new Uint8Array(sender.enc);
  const parts: Blob[] = [new Blob([MAGIC, bigEndian(enc.length, 2), enc])];
  for await (const { bytes, last } of frames(plaintext(header, photos))) {
    const sealed = await sender.seal(bytes, new Uint8Array([last ? THE_LAST : MORE_FOLLOW]));
    parts.push(new Blob([bigEndian(sealed.byteLength, 4), sealed]));
  }
  return new Blob(parts, { type: "application/octet-stream" });
}

function bigEndian(number: number, size: 2 | 4): Bytes {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 2) view.setUint16(0, number);
  else view.setUint32(0, number);
  return bytes;
}

async function* plaintext(header: RescueHeader, photos: AsyncIterable<Blob>): AsyncGenerator<Blob> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  yield new Blob([bigEndian(json.length, 4), json]);
  // A reader finds each photo by the lengths before it: one that is not as promised would spoil all after it.
  const promised = [...header.photos];
  for await (const photo of photos) {
    const { sha256, bytes } = promised.shift() ?? {};
    if (bytes !== photo.size) throw new RangeError(`photo ${sha256} has ${photo.size} bytes, not ${bytes}`);
    yield photo;
  }
  if (promised.length > 0)
    throw new RangeError(`${promised.length} photos that the header names are not there`);
}

/** Cuts blobs into frames without regard to where one blob ends. */
async function* frames(blobs: AsyncIterable<Blob>): AsyncGenerator<{ bytes: Bytes; last: boolean }> {
  const frame = new Uint8Array(FRAME);
  let used = 0;
  for await (const blob of blobs) {
    for (let at = 0; at < blob.size; ) {
      // Only once there is more is it known that a full frame is not the last.
      if (used === FRAME) {
        yield { bytes: frame, last: false };
        used = 0;
      }
      const piece = blob.slice(at, at + FRAME - used);
      frame.set(new Uint8Array(await piece.arrayBuffer()), used);
      used += piece.size;
      at += piece.size;
    }
  }
  yield { bytes: frame.subarray(0, used), last: true };
}
