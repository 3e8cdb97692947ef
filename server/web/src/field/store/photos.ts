/** Photos and drawn signatures: their bytes, a small image of each, and the draft that names them, always together. */
import { sha256Hex } from "~/protocol/canonical";
import type { NewShot, Photo } from "../model";
import { read, write } from "./db";
import { openDraft } from "./drafts";
import { dropUnnamed } from "./named";

/** The same bytes in memory: a stored copy must not hang on a file that the browser may delete. */
async function loose(blob: Blob, type: string): Promise<Blob> {
  return new Blob([await blob.arrayBuffer()], { type });
}

/**
 * Keeps a photo with its bytes, or nothing of it: where the phone is full it fails with `StorageFull`, and the draft is as
 * it was. Keeping the same shot twice is the same as once.
 */
export async function addPhoto(record: string, shot: NewShot, now = Date.now()): Promise<Photo> {
  const { photo } = shot;
  const data = await loose(shot.bytes, photo.media_type);
  const small = await loose(shot.thumb, shot.thumb.type || "image/jpeg");
  if (data.size !== photo.bytes || (await sha256Hex(data)) !== photo.sha256)
    throw new Error(`the bytes of photo ${photo.sha256} are others`);
  return write(["drafts", "blobs", "thumbs"], ["drafts"], async (tx) => {
    const draft = await openDraft(tx, record);
    const { sha256, bytes, media_type: mediaType } = photo;
    await tx.objectStore("blobs").put({ sha256, bytes, mediaType, storedAt: now, data });
    await tx.objectStore("thumbs").put({ sha256, of: "photo", data: small });
    const others = draft.photos.filter((other) => other.sha256 !== sha256 || other.item !== photo.item);
    await tx.objectStore("drafts").put({ ...draft, photos: [...others, photo], touchedAt: now });
    return photo;
  });
}

/** Takes a photo out of a draft; its bytes go only where nothing else names them. */
export async function removePhoto(record: string, photo: Photo, now = Date.now()): Promise<void> {
  await write(["drafts", "blobs", "thumbs", "outbox", "uploads"], ["drafts"], async (tx) => {
    const draft = await openDraft(tx, record);
    const photos = draft.photos.filter((other) => other.sha256 !== photo.sha256 || other.item !== photo.item);
    await tx.objectStore("drafts").put({ ...draft, photos, touchedAt: now });
    await dropUnnamed(tx, [photo.sha256]);
  });
}

/** The photo as it was taken; absent once its room was freed. */
export async function photoBlob(sha256: string): Promise<Blob | undefined> {
  return (await read(["blobs"], (tx) => tx.objectStore("blobs").get(sha256)))?.data;
}

/** A small image: of a photo of this phone, or of an earlier finding. */
export async function thumb(sha256: string): Promise<Blob | undefined> {
  return (await read(["thumbs"], (tx) => tx.objectStore("thumbs").get(sha256)))?.data;
}

/** Which of these have no small image here. */
export function withoutThumb(photos: string[]): Promise<string[]> {
  return read(["thumbs"], async (tx) => {
    const here = new Set(await tx.objectStore("thumbs").getAllKeys());
    return [...new Set(photos)].filter((sha256) => !here.has(sha256));
  });
}

/** Keeps a downloaded small image. Readers hear of all of them at once, when the rest is dropped. */
export async function keepFindingThumb(sha256: string, image: Blob): Promise<void> {
  const data = await loose(image, image.type);
  await write(["thumbs"], [], async (tx) => {
    if (await tx.objectStore("thumbs").getKey(sha256)) return;
    await tx.objectStore("thumbs").add({ sha256, of: "finding", data });
  });
}

/** Forgets small images of findings that are no longer this phone's business. */
export async function dropFindingThumbs(except: ReadonlySet<string>): Promise<void> {
  await write(["thumbs"], ["plan"], async (tx) => {
    for (const sha256 of await tx.objectStore("thumbs").index("of").getAllKeys("finding"))
      if (!except.has(sha256)) await tx.objectStore("thumbs").delete(sha256);
  });
}
