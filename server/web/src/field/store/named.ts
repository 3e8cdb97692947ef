/** Which photos something on this phone still speaks of. */
import type { Writing } from "./db";

type Stores = "drafts" | "blobs" | "thumbs" | "outbox" | "uploads";

/** Deletes the bytes of those that no draft and no handed-in snapshot names. */
export async function dropUnnamed(tx: Writing<Stores>, photos: string[]): Promise<void> {
  const named = new Set<string>();
  for (const draft of await tx.objectStore("drafts").getAll())
    for (const photo of draft.photos) named.add(photo.sha256);
  for (const { revision } of await tx.objectStore("outbox").getAll())
    for (const photo of revision.photos ?? []) named.add(photo.sha256);
  for (const sha256 of photos) {
    if (named.has(sha256) || (await tx.objectStore("uploads").getKey(sha256)) !== undefined) continue;
    await tx.objectStore("blobs").delete(sha256);
    await tx.objectStore("thumbs").delete(sha256);
  }
}
