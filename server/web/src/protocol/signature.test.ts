// @vitest-environment node
import { afterEach, describe, expect, it, vi } from "vitest";
import { base64url, fromBase64url } from "./bytes";
import type { Bytes, PublicKey, Receipt } from "./shapes";
import { makeKeys, sign, signedBytes, signRevision, verify, verifyReceipt } from "./signature";
import { id, revision } from "./testing";

afterEach(() => void vi.restoreAllMocks());

const bytes = (text: string) => new TextEncoder().encode(text);
const raw = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array();

/** A browser that does not know Ed25519. */
function forgetEd25519(): void {
  const { generateKey, importKey } = crypto.subtle;
  const refuse = (how: unknown) => (how as { name: string }).name === "Ed25519";
  const unknown = () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
  vi.spyOn(crypto.subtle, "generateKey").mockImplementation(((...given: Parameters<typeof generateKey>) =>
    refuse(given[0]) ? unknown() : generateKey.apply(crypto.subtle, given)) as typeof generateKey);
  vi.spyOn(crypto.subtle, "importKey").mockImplementation(((...given: Parameters<typeof importKey>) =>
    refuse(given[2]) ? unknown() : importKey.apply(crypto.subtle, given)) as typeof importKey);
}

const BROWSERS: [name: string, prepare: () => void, algorithm: string, length: number][] = [
  ["a browser that knows Ed25519", () => {}, "ed25519", 32],
  ["a browser that does not", forgetEd25519, "p256", 65],
  [
    "a browser that cannot keep its keys",
    () =>
      vi.spyOn(globalThis, "structuredClone").mockImplementation(() => {
        throw new DOMException("The object could not be cloned.", "DataCloneError");
      }),
    "p256",
    65,
  ],
];

describe.each(BROWSERS)("keys of %s", (_, prepare, algorithm, length) => {
  it("sign what nobody can change, and cannot leave", async () => {
    prepare();
    const { keys, publicKey, ...made } = await makeKeys();
    expect([made.algorithm, publicKey.algorithm]).toEqual([algorithm, algorithm]);
    expect(raw(publicKey.key)).toHaveLength(length);
    expect(keys.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", keys.privateKey)).rejects.toThrow();
    const signature = await sign(bytes("phiếu"), keys, made.algorithm, id(21));
    expect(signature).toMatchObject({ key: id(21), algorithm });
    expect(raw(signature.value)).toHaveLength(64);
    expect(await verify(bytes("phiếu"), signature, publicKey)).toBe("holds");
    expect(await verify(bytes("phieu"), signature, publicKey)).toBe("mismatch");
    expect(await verify(bytes("phiếu"), signature, (await makeKeys()).publicKey)).toBe("mismatch");
  });
});

describe("signRevision", () => {
  it("signs what JSON.stringify sends, without an older signature", async () => {
    const { keys, algorithm, publicKey } = await makeKeys();
    const signer = { key: id(21), algorithm, keys };
    const once = await signRevision(
      revision({ answers: { a: { value: { number: 1 }, note: "Tốt" } } }),
      signer,
    );
    const twice = await signRevision(once, signer);
    for (const signed of [once, twice]) {
      const sent = JSON.parse(JSON.stringify(signed));
      expect(await verify(signedBytes(sent), sent.signature, publicKey)).toBe("holds");
      expect(Object.keys(sent).filter((key) => key === "signature")).toHaveLength(1);
    }
  });
});

describe("verify", () => {
  it("takes a key in one text only", async () => {
    const { keys, algorithm, publicKey } = await makeKeys();
    const message = bytes("x");
    const signature = await sign(message, keys, algorithm, id(21));
    for (const key of [
      `${publicKey.key}=`,
      `${publicKey.key} `,
      publicKey.key.slice(1),
      "",
      "+".repeat(43),
    ]) {
      expect(await verify(message, signature, { algorithm, key }), key).toBe("bad_key");
    }
    expect(await verify(message, { ...signature, value: `${signature.value}A` }, publicKey)).toBe("mismatch");
    expect(await verify(message, { ...signature, algorithm: "p256" }, publicKey)).toBe("wrong_algorithm");
  });

  it("takes of P-256 the uncompressed point, and only where it is on the curve", async () => {
    forgetEd25519();
    const { keys, algorithm, publicKey } = await makeKeys();
    const point = raw(publicKey.key);
    const signature = await sign(bytes("x"), keys, algorithm, id(21));
    const compressed = new Uint8Array([2 + ((point[64] ?? 0) & 1), ...point.subarray(1, 33)]);
    const hybrid = new Uint8Array([6 + ((point[64] ?? 0) & 1), ...point.subarray(1)]);
    const beside = Uint8Array.from(point, (byte, at) => (at === 64 ? byte ^ 1 : byte));
    for (const key of [compressed, hybrid, beside]) {
      const told = await verify(bytes("x"), signature, { algorithm, key: base64url(key) });
      expect(told).toBe("bad_key");
    }
  });

  it("takes no Ed25519 key that is weak or no point", async () => {
    const one = new Uint8Array(32);
    one[0] = 1;
    const two = Uint8Array.from(one, (byte) => byte * 2);
    const signature = { key: id(21), algorithm: "ed25519", value: base64url(new Uint8Array(64)) } as const;
    for (const key of [new Uint8Array(32), one, two]) {
      const publicKey: PublicKey = { algorithm: "ed25519", key: base64url(key) };
      expect(await verify(bytes("x"), signature, publicKey)).toBe("bad_key");
    }
  });
});

describe("verifyReceipt", () => {
  const receiptOf = async (keys: CryptoKeyPair): Promise<Receipt> => {
    const of = { photo: { sha256: "a".repeat(64), bytes: 204_800 } };
    const unsigned = { of, device: id(22), at: "2024-05-06T03:00:00.250Z" };
    const message = bytes(
      JSON.stringify({
        at: unsigned.at,
        device: unsigned.device,
        of: {
          photo: {
            bytes: of.photo.bytes,
            sha256: of.photo.sha256,
          },
        },
      }),
    );
    return { ...unsigned, signature: await sign(message, keys, "ed25519", id(21)) };
  };

  it.each([
    ["a browser that knows Ed25519", () => {}],
    ["a browser that does not", forgetEd25519],
  ])("believes in %s only the key that is named", async (_, prepare) => {
    const [server, other] = [await makeKeys(), await makeKeys()];
    const receipt = await receiptOf(server.keys);
    prepare();
    const known = (name: number, { publicKey }: typeof server) => ({ id: id(name), public_key: publicKey });
    expect(await verifyReceipt(receipt, [known(20, other), known(21, server)])).toBe(true);
    expect(await verifyReceipt(receipt, [known(21, other), known(20, server)])).toBe(false);
    expect(await verifyReceipt(receipt, [])).toBe(false);
    const changed = { ...receipt, of: { photo: { sha256: "a".repeat(64), bytes: 204_801 } } };
    expect(await verifyReceipt(changed, [known(21, server)])).toBe(false);
  });
});
