/** Photos of an open record: kept and thrown away through the store, in line with the draft's other changes. */
import type { NewShot, Photo } from "~/field/model";
import { same } from "~/field/record";
import { addPhoto, photoBlob, removePhoto, StorageFull, thumb } from "~/field/store";
import { t } from "~/i18n";
import { tell, tellProblem } from "~/ui/toast";
import type { Keeper } from "./keeper";

export async function keepShot(keeper: Keeper, shot: NewShot): Promise<void> {
  await keeper.alone(
    () => addPhoto(keeper.draft.record, shot),
    (draft, photo) => ({
      ...draft,
      photos: [...draft.photos.filter((other) => !same(other, photo)), photo],
    }),
  );
}

/** Says why something could not be kept. */
export function tellNotKept(thrown: unknown): void {
  if (thrown instanceof StorageFull) tellProblem(new Error(t("fill.full")));
  else tellProblem(thrown);
}

/** The photo with its bytes, so that it can come back. */
async function shotOf(photo: Photo): Promise<NewShot | undefined> {
  const [bytes, small] = await Promise.all([photoBlob(photo.sha256), thumb(photo.sha256)]);
  return bytes && { photo, bytes, thumb: small ?? bytes, origin: photo.signed_by ? "drawn" : "camera" };
}

/** Takes a photo or a signature out of the draft; the toast brings it back. */
export async function dropPhoto(keeper: Keeper, photo: Photo, words: string): Promise<void> {
  try {
    const shot = await shotOf(photo);
    await keeper.alone(
      () => removePhoto(keeper.draft.record, photo),
      (draft) => ({ ...draft, photos: draft.photos.filter((other) => !same(other, photo)) }),
    );
    tell(words, shot && (() => void keepShot(keeper, shot).catch(tellNotKept)));
  } catch (thrown) {
    tellNotKept(thrown);
  }
}
