/** The reviewer's words about a record that was sent back, laid to the items and photos. */
import type { Photo, RecordState } from "~/field/model";

/** A reviewer's words where they belong. */
export interface Remarks {
  whole: string[];
  items: Record<string, string[]>;
  /** By the photo's hash. */
  photos: Record<string, string[]>;
}

export function remarks(state: RecordState | undefined): Remarks {
  const found: Remarks = { whole: [], items: {}, photos: {} };
  if (state?.status !== "returned") return found;
  for (const { item, photo, text } of state.comments ?? []) {
    if (photo) found.photos[photo] = [...(found.photos[photo] ?? []), text];
    else if (item) found.items[item] = [...(found.items[item] ?? []), text];
    else found.whole.push(text);
  }
  return found;
}

/** The items that the reviewer spoke about, by the item or by one of its photos. */
export function remarkedItems({ items, photos }: Remarks, inDraft: readonly Photo[]): Set<string> {
  const ofPhotos = inDraft.filter((photo) => photos[photo.sha256]).map((photo) => photo.item);
  return new Set([...Object.keys(items), ...ofPhotos.filter((item) => item !== undefined)]);
}
