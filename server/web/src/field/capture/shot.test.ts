// @vitest-environment node
import { createHash } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import type { Fix } from "../model";
import { readExif } from "./exif";
import { makeShot, makeSignature, NotAPhoto, pickShot } from "./shot";

const { thumbOf } = vi.hoisted(() => ({
  thumbOf: vi.fn(async () => new Blob(["small"], { type: "image/jpeg" })),
}));
// A canvas is the browser's; the rest of a shot is bytes.
vi.mock("./picture", () => ({ thumbOf }));

const NOW = new Date("2024-05-14T02:15:00.500Z");
const FIX: Fix = {
  lat: 21.85,
  lon: 106.55,
  accuracy_m: 8,
  at: "2024-05-14T09:14:58.000+07:00",
  source: "browser",
};
const PNG = "\x89PNG\r\n\x1a\n";

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
/** Start of image, a segment of no meaning, start of scan, a picture of a few bytes. */
const jpeg = () => latin("\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02picture\xff\xd9");
const hash = async (blob: Blob) =>
  createHash("sha256")
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest("hex");
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

afterEach(() => vi.clearAllMocks());

it("tells the camera's picture its place and time, and hashes what it became", async () => {
  const shot = await makeShot(new Blob([jpeg()]), NOW, FIX, { item: "site_board", caption: "Biển báo" });
  const told = new Uint8Array(await shot.bytes.arrayBuffer());
  expect(readExif(told)).toMatchObject({ hasPlace: true, hasTime: true });
  expect(Buffer.from(told.subarray(-13))).toEqual(Buffer.from(jpeg().subarray(-13)));
  expect(shot.photo).toEqual({
    sha256: await hash(shot.bytes),
    bytes: told.length,
    media_type: "image/jpeg",
    taken_at: shot.photo.taken_at,
    fix: FIX,
    item: "site_board",
    caption: "Biển báo",
  });
  expect(Date.parse(shot.photo.taken_at)).toBe(NOW.getTime());
  expect(shot).toMatchObject({ origin: "camera", bytes: { type: "image/jpeg" } });
});

it("makes a shot without a place, and of a picture whose EXIF cannot be written", async () => {
  const bare = await makeShot(new Blob([jpeg()]), NOW, undefined);
  expect(bare.photo).not.toHaveProperty("fix");
  expect(bare.photo).not.toHaveProperty("item");
  const broken = latin("\xff\xd8\xff\xe0\xff\xff");
  const kept = await makeShot(new Blob([broken]), NOW, FIX);
  expect(await bytesOf(kept.bytes)).toEqual(Buffer.from(broken));
  expect(kept.photo).toMatchObject({ sha256: await hash(new Blob([broken])), fix: FIX });
});

it("never changes a picked file", async () => {
  const files = {
    "image/jpeg": jpeg(),
    "image/png": latin(`${PNG}…`),
    "image/webp": latin("RIFF\x10\0\0\0WEBPVP8 "),
    "image/heic": latin("\0\0\0\x18ftypheic\0\0\0\0"),
  };
  for (const [type, bytes] of Object.entries(files)) {
    // Its name and type are wrong: they are only claims.
    const file = new File([bytes], "ảnh.bin", { type: "text/plain", lastModified: NOW.getTime() - 1_000 });
    const shot = await pickShot(file, NOW, FIX, "site_board");
    expect(await bytesOf(shot.bytes)).toEqual(Buffer.from(bytes));
    expect(shot.bytes.type).toBe(type);
    expect(shot.photo).toMatchObject({ media_type: type, sha256: await hash(new Blob([bytes])), fix: FIX });
    expect(shot.origin).toBe("picked");
  }
});

it("gives an older file neither this moment nor this place", async () => {
  const made = NOW.getTime() - 3 * 86_400_000;
  const old = await pickShot(new File([jpeg()], "a.jpg", { lastModified: made }), NOW, FIX);
  expect(Date.parse(old.photo.taken_at)).toBe(made);
  expect(old.photo).not.toHaveProperty("fix");
  // A file system without a clock, and one that is ahead.
  for (const lastModified of [0, NOW.getTime() + 60_000]) {
    const unknown = await pickShot(new File([jpeg()], "a.jpg", { lastModified }), NOW, FIX);
    expect(Date.parse(unknown.photo.taken_at)).toBe(NOW.getTime());
    expect(unknown.photo.fix).toEqual(FIX);
  }
});

it("refuses what the server would refuse", async () => {
  const why = async (blob: Blob) => {
    const thrown = await makeShot(blob, NOW, FIX).catch((error: unknown) => error);
    return thrown instanceof NotAPhoto ? thrown.why : thrown;
  };
  expect(await why(new Blob([]))).toBe("empty");
  expect(await why(new Blob(["GIF89a…"]))).toBe("kind");
  expect(await why(new Blob(["\0\0\0\x18ftypmp42"]))).toBe("kind");
  expect(await why(new Blob([jpeg(), new Uint8Array(64 * 1024 * 1024)]))).toBe("large");
  expect(thumbOf).not.toHaveBeenCalled();
});

it("makes a signature a drawn picture of somebody, at no place", async () => {
  const png = new Blob([latin(`${PNG}drawn`)], { type: "image/png" });
  const by = { name: "Hoàng Văn Thụ", position: "Trưởng thôn" };
  const shot = await makeSignature(png, by, NOW);
  expect(shot.photo).toEqual({
    sha256: await hash(png),
    bytes: png.size,
    media_type: "image/png",
    taken_at: shot.photo.taken_at,
    signed_by: by,
  });
  expect(shot.origin).toBe("drawn");
});
