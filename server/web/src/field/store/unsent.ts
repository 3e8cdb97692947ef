/** What was handed in and has no receipt yet: what a rescue file must hold. */
import type { Revision } from "../model";
import { read } from "./db";
import { inOrder } from "./hand-in";
import { receiptKey } from "./shape";

export interface UnsentPhoto {
  sha256: string;
  bytes: number;
  media_type: string;
}

export interface Unsent {
  revisions: Revision[];
  photos: UnsentPhoto[];
}

export function unsent(): Promise<Unsent> {
  return read(["outbox", "uploads", "receipts", "blobs"], async (tx) => {
    const signed = new Set(await tx.objectStore("receipts").getAllKeys());
    const here = new Set(await tx.objectStore("blobs").getAllKeys());
    const entries = inOrder(await tx.objectStore("outbox").getAll());
    const uploads = await tx.objectStore("uploads").getAll();
    return {
      revisions: entries
        .map(({ revision }) => revision)
        .filter(({ revision }) => !signed.has(receiptKey.revision(revision))),
      photos: uploads
        .filter(({ sha256 }) => !signed.has(receiptKey.photo(sha256)) && here.has(sha256))
        .map(({ sha256, bytes, mediaType }) => ({ sha256, bytes, media_type: mediaType })),
    };
  });
}
