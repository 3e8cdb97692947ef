// @vitest-environment node
import { expect, it } from "vitest";
import { base64url } from "~/protocol/bytes";
import { sealRescue } from "~/protocol/sealed";
import { isSealed } from "./rescues";

it("knows what a phone sealed from anything else", async () => {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, [
    "deriveBits",
  ]);
  const key = base64url(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
  const header = { format: 1 as const, device: "d", made_at: "", revisions: [], photos: [] };
  async function* none() {}
  expect(await isSealed(await sealRescue(header, none(), { key }))).toBe(true);
  expect(await isSealed(new Blob(["%PDF-1.7 TDRESCU1"]))).toBe(false);
  expect(await isSealed(new Blob(["TDRESC"]))).toBe(false);
});
