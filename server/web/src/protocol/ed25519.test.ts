// @vitest-environment node
import { describe, expect, it } from "vitest";
import { fromBase64url } from "./bytes";
import { isKey, verifyEd25519 } from "./ed25519";
import type { Bytes } from "./shapes";
import { makeKeys } from "./signature";

const read = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array();

describe("verifyEd25519", () => {
  /** RFC 8032 section 7.1, tests 1 to 3: public key, message, signature. */
  const PUBLISHED: [key: string, message: string, signature: string][] = [
    [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ];
  const unhex = (text: string) =>
    Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

  it.each(PUBLISHED)("holds for the published key %s", async (key, message, signature) => {
    expect(await verifyEd25519(unhex(message), unhex(signature), unhex(key))).toBe(true);
  });

  it("answers as the platform does, for good signatures and for those with one bit changed", async () => {
    for (let round = 0; round < 12; round++) {
      const { keys, publicKey } = await makeKeys();
      const key = read(publicKey.key);
      expect(isKey(key)).toBe(true);
      const message = crypto.getRandomValues(new Uint8Array(round * 37));
      const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, message));
      expect(await verifyEd25519(message, signature, key)).toBe(true);
      const flipped = signature.slice();
      const at = Math.floor(Math.random() * 64);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (round % 8));
      expect(await verifyEd25519(message, flipped, key)).toBe(false);
      expect(await crypto.subtle.verify("Ed25519", keys.publicKey, flipped, message)).toBe(false);
    }
  });

  it("takes a signature in one text only: s plus the order is another text of s", async () => {
    const { keys, publicKey } = await makeKeys();
    const message = new TextEncoder().encode("x");
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, message));
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    let s = order;
    for (let at = 0; at < 32; at++) s += BigInt(signature[32 + at] ?? 0) << BigInt(8 * at);
    const other = Uint8Array.from(signature, (byte, at) =>
      at < 32 ? byte : Number((s >> BigInt(8 * (at - 32))) & 255n),
    );
    expect(await verifyEd25519(message, signature, read(publicKey.key))).toBe(true);
    expect(await verifyEd25519(message, other, read(publicKey.key))).toBe(false);
    expect(await verifyEd25519(message, signature.subarray(0, 63), read(publicKey.key))).toBe(false);
  });
});
