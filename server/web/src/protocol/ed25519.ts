/**
 * Checks Ed25519 signatures (RFC 8032) where the browser cannot: Chrome before 137, Firefox before 129, Safari before
 * 17. The server signs its receipts so, and a phone that could not read them could never free its memory.
 *
 * As strict as the server: a point of small order is neither key nor signature, and each signature has one text.
 */
import { Point, verifyAsync } from "@noble/ed25519";

function read(point: Uint8Array): Point | undefined {
  try {
    const found = Point.fromBytes(point, false);
    return found.isSmallOrder() ? undefined : found;
  } catch {
    return undefined;
  }
}

/** Whether the bytes are a public key that somebody can have made. */
export function isKey(bytes: Uint8Array): boolean {
  return read(bytes) !== undefined;
}

/** Whether `signature` is of `message` by `key`. */
export async function verifyEd25519(
  message: Uint8Array,
  signature: Uint8Array,
  key: Uint8Array,
): Promise<boolean> {
  if (!isKey(key) || signature.length !== 64 || !isKey(signature.subarray(0, 32))) return false;
  return verifyAsync(signature, message, key, { zip215: false }).catch(() => false);
}
