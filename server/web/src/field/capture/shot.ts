/** A photo or a drawn signature as the store takes it: final bytes, their hash, the thumb, the record's line. */
import { sha256Hex } from "~/protocol/canonical";
import { isInRange, offsetTime } from "~/protocol/time";
import type { Fix, NewShot, Photo, SignedBy } from "../model";
import { BadJpeg, withExif } from "./exif";
import { mediaTypeOf, NotAPhoto } from "./kinds";
import { thumbOf } from "./picture";

export { NotAPhoto };

export interface ShotExtra {
  /** The item that it shows. */
  item?: string | undefined;
  caption?: string | undefined;
  /** From the app's own camera unless said otherwise. */
  origin?: "camera" | "picked" | undefined;
}

/** A file older than this was not made for the record just now, so that the phone's place is not its own. */
const JUST_NOW = 120_000;

/**
 * Makes a shot of a camera's picture or a picked file. Only pictures of the app's own camera are told place and time:
 * a picked file stays as it is, for its bytes are the photo. Throws `NotAPhoto` for what cannot be handed in.
 */
export async function makeShot(
  blob: Blob,
  at: Date,
  fix: Fix | undefined,
  { item, caption, origin = "camera" }: ShotExtra = {},
): Promise<NewShot> {
  const mediaType = await mediaTypeOf(blob);
  const takenAt = offsetTime(at);
  const told = origin === "camera" && mediaType === "image/jpeg" ? await tell(blob, takenAt, fix) : blob;
  const photo = await lineOf(told, mediaType, takenAt);
  return {
    photo: { ...photo, ...(fix && { fix }), ...(item && { item }), ...(caption && { caption }) },
    bytes: new Blob([told], { type: mediaType }),
    thumb: await thumbOf(told),
    origin,
  };
}

/**
 * Makes a shot of a file that was picked. When it was taken is what the phone's file system says, apart from what the
 * file says itself, so that the desk can hold one against the other. A file made just now belongs to the phone's place.
 */
export function pickShot(file: File, now: Date, fix: Fix | undefined, item?: string): Promise<NewShot> {
  const made = file.lastModified;
  const known = isInRange(made) && made <= now.getTime();
  const fresh = !known || now.getTime() - made <= JUST_NOW;
  return makeShot(file, known ? new Date(made) : now, fresh ? fix : undefined, { item, origin: "picked" });
}

/** Makes a shot of a drawn signature: no photo of a place, so it has none. */
export async function makeSignature(png: Blob, signedBy: SignedBy, at: Date): Promise<NewShot> {
  const photo = await lineOf(png, await mediaTypeOf(png), offsetTime(at));
  return { photo: { ...photo, signed_by: signedBy }, bytes: png, thumb: await thumbOf(png), origin: "drawn" };
}

async function lineOf(bytes: Blob, mediaType: string, takenAt: string): Promise<Photo> {
  return { sha256: await sha256Hex(bytes), bytes: bytes.size, media_type: mediaType, taken_at: takenAt };
}

/** A picture that cannot be told where it was taken is a photo all the same; the record's line says where. */
async function tell(blob: Blob, at: string, fix: Fix | undefined): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    return new Blob([withExif(bytes, { at, fix })], { type: blob.type });
  } catch (thrown) {
    if (thrown instanceof BadJpeg) return blob;
    throw thrown;
  }
}
