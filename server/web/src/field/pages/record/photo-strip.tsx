/** The photos of an item, or of the whole: in small, each to be opened. */
import { useState } from "preact/hooks";
import type { Photo } from "~/field/model";
import { same, withCaption } from "~/field/record";
import { t } from "~/i18n";
import { PhotoThumb } from "./photo-thumb";
import { PhotoView } from "./photo-view";
import { dropPhoto } from "./photos";
import type { OpenRecord } from "./use-record";

export function PhotoStrip({ record, photos }: { record: OpenRecord; photos: Photo[] }) {
  const [open, setOpen] = useState<Photo>();
  const { keeper, draft, remarks } = record;
  const filling = draft.state === "filling";
  if (photos.length === 0) return null;
  return (
    <>
      <ul class="photo-strip">
        {photos.map((photo, at) => (
          <li key={`${photo.sha256} ${photo.item}`}>
            <PhotoThumb
              photo={photo}
              n={at + 1}
              remarked={Boolean(remarks.photos[photo.sha256])}
              onOpen={() => setOpen(photo)}
            />
          </li>
        ))}
      </ul>
      {open && photos.some((photo) => same(photo, open)) && (
        <PhotoView
          photos={photos}
          first={open}
          remarks={remarks.photos}
          onClose={() => setOpen(undefined)}
          onRest={() => void keeper.flush()}
          onCaption={
            filling
              ? (photo, caption) => keeper.change((now) => withCaption(now, photo, caption), true)
              : undefined
          }
          onRemove={filling ? (photo) => void dropPhoto(keeper, photo, t("fill.photo.removed")) : undefined}
        />
      )}
    </>
  );
}
