/**
 * Signatures of phones and of the server.
 *
 * A signature proves that the same bytes came from the same enrolled key. It does not prove that the scene was true.
 */
import { base64url, fromBase64url } from "./bytes";
import { canonicalBytes, sha256Hex } from "./canonical";
import { isKey, verifyEd25519 } from "./ed25519";
import type { Algorithm, Bytes, PublicKey, Receipt, Revision, ServerKey, Signature } from "./shapes";

/** A phone's keys. The private one cannot leave the browser. */
export interface DeviceKeys {
  algorithm: Algorithm;
  keys: CryptoKeyPair;
  publicKey: PublicKey;
}

/** Whoever signs: a key pair, and the name that the server gave it. */
export interface Signer {
  key: string;
  algorithm: Algorithm;
  keys: CryptoKeyPair;
}

/** `wrong_algorithm`: signed by a key of another algorithm. `bad_key`: the bytes are no key of that algorithm. */
export type Verdict = "holds" | "mismatch" | "wrong_algorithm" | "bad_key";

const ED25519 = { name: "Ed25519" };
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const PARAMETERS = { ed25519: ED25519, p256: P256 } as const satisfies Record<Algorithm, AlgorithmIdentifier>;

/** New keys: Ed25519, and P-256 where the browser lacks it or cannot keep it. */
export async function makeKeys(): Promise<DeviceKeys> {
  const keys = await ed25519Keys();
  return keys ? describe("ed25519", keys) : describe("p256", await generate(P256));
}

/** Firefox before 136 makes such keys, and throws where they are to be stored. */
async function ed25519Keys(): Promise<CryptoKeyPair | undefined> {
  try {
    return structuredClone(await generate(ED25519));
  } catch {
    return undefined;
  }
}

function generate(how: typeof ED25519 | typeof P256): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(how, false, ["sign", "verify"]) as Promise<CryptoKeyPair>;
}

async function describe(algorithm: Algorithm, keys: CryptoKeyPair): Promise<DeviceKeys> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  return { algorithm, keys, publicKey: { algorithm, key: base64url(raw) } };
}

/** Signs `message`; `key` is the name that the server gave the keys. */
export async function sign(
  message: BufferSource,
  keys: CryptoKeyPair,
  algorithm: Algorithm,
  key: string,
): Promise<Signature> {
  const value = await crypto.subtle.sign(PARAMETERS[algorithm], keys.privateKey, message);
  return { key, algorithm, value: base64url(new Uint8Array(value)) };
}

/** Checks that `signature` is of `message` by `publicKey`. */
export async function verify(message: Bytes, signature: Signature, publicKey: PublicKey): Promise<Verdict> {
  const { algorithm } = publicKey;
  const raw = fromBase64url(publicKey.key);
  if (!raw || !isOfItsAlgorithm(raw, algorithm)) return "bad_key";
  const key = await importKey(raw, algorithm);
  if (!key && algorithm === "p256") return "bad_key";
  if (signature.algorithm !== algorithm) return "wrong_algorithm";
  const value = fromBase64url(signature.value);
  if (value?.length !== 64) return "mismatch";
  const holds = key
    ? await crypto.subtle.verify(PARAMETERS[algorithm], key, value, message)
    : await verifyEd25519(message, value, raw);
  return holds ? "holds" : "mismatch";
}

/** Of P-256 only the uncompressed form, so that one key has one text. */
function isOfItsAlgorithm(raw: Bytes, algorithm: Algorithm): boolean {
  return algorithm === "p256" ? raw.length === 65 && raw[0] === 4 : isKey(raw);
}

/** Nothing where the browser takes no such key: it does not know the algorithm, or the bytes are no point. */
async function importKey(raw: Bytes, algorithm: Algorithm): Promise<CryptoKey | undefined> {
  return crypto.subtle.importKey("raw", raw, PARAMETERS[algorithm], false, ["verify"]).catch(() => undefined);
}

/** What a signature covers: the canonical form of everything but the signature. */
export function signedBytes({ signature: _, ...rest }: Revision | Receipt): Bytes {
  return canonicalBytes(rest);
}

/** The SHA-256 of what a revision's signature covers, which its receipt names. */
export function revisionSha256(revision: Revision): Promise<string> {
  return sha256Hex(signedBytes(revision));
}

/** The revision with its signature. */
export async function signRevision(
  unsigned: Omit<Revision, "signature">,
  signer: Signer,
): Promise<Revision & { signature: Signature }> {
  const signature = await sign(signedBytes(unsigned), signer.keys, signer.algorithm, signer.key);
  return { ...unsigned, signature };
}

/** Whether one of the server's keys signed this receipt. */
export async function verifyReceipt(receipt: Receipt, serverKeys: readonly ServerKey[]): Promise<boolean> {
  const key = serverKeys.find(({ id }) => id === receipt.signature.key);
  if (!key) return false;
  return (await verify(signedBytes(receipt), receipt.signature, key.public_key)) === "holds";
}
