// @vitest-environment node
import { beforeEach, expect, test, vi } from "vitest";
import { base64url } from "~/protocol/bytes";
import { sealRescue } from "~/protocol/sealed";
import { keepEnrolment, NotHere } from "../store";
import { freshPhone, handedIn, shot } from "../store/testing";
import { makeRescueFile } from "./rescue";

vi.mock("~/protocol/sealed", { spy: true });

let sealing: string;

beforeEach(async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  sealing = base64url(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
});

test("the file holds what is not signed for, in a form that only the server opens", async () => {
  const phone = await freshPhone();
  await keepEnrolment({
    ...phone,
    self: { sealing_key: { id: "k", algorithm: "p256", key: sealing } } as never,
  });
  const revision = await handedIn(phone, [1, 2]);
  const file = await makeRescueFile(Date.parse("2026-11-02T08:05:00Z"));
  expect(file.name).toMatch(/^thucdia-2026-11-02-\d\d-05\.tdrescue$/);
  const bytes = new Uint8Array(await file.arrayBuffer());
  expect(new TextDecoder().decode(bytes.slice(0, 8))).toBe("TDRESCU1");
  expect(bytes.length).toBeGreaterThan(2_000);
  const [header] = vi.mocked(sealRescue).mock.lastCall ?? [];
  expect(header).toMatchObject({ format: 1, device: phone.device, revisions: [revision] });
  const names = [(await shot(1)).photo.sha256, (await shot(2)).photo.sha256].sort();
  expect(header?.photos.map(({ sha256 }) => sha256)).toEqual(names);
});

test("without the server's key there is no file", async () => {
  await freshPhone();
  await expect(makeRescueFile()).rejects.toBeInstanceOf(NotHere);
});
