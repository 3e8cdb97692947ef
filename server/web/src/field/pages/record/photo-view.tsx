/** One photo as large as the phone: looked at closely, captioned, thrown away. */
import { useState } from "preact/hooks";
import type { Photo } from "~/field/model";
import { useBlobAddress } from "~/field/pages/shared/thumb";
import { same } from "~/field/record";
import { photoBlob, thumb, useStored } from "~/field/store";
import { t } from "~/i18n";
import { NOTE_MAX } from "~/protocol/validate";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Zoom } from "~/ui/zoom";
import { moment } from "~/words/dates";
import { metres } from "~/words/numbers";
import { GrowingText } from "./growing-text";
import { RemarkList } from "./remarks";
import "./photos.css";

/** The photo itself, or its small image once its room was freed. */
function usePicture(sha256: string): { address: string | undefined; small: boolean } {
  const { value } = useStored(
    async () => {
      const whole = await photoBlob(sha256);
      return { blob: whole ?? (await thumb(sha256)), small: !whole };
    },
    [],
    [sha256],
  );
  return { address: useBlobAddress(value?.blob), small: value?.small ?? false };
}

function PhotoFacts({ photo }: { photo: Photo }) {
  return (
    <p class="soft number">
      {t("fill.photo.taken", { at: moment(photo.taken_at) })}
      {". "}
      {photo.fix
        ? t("fill.place.accuracy", { m: metres(Math.round(photo.fix.accuracy_m)) })
        : t("fill.photo.no_place")}
    </p>
  );
}

export function PhotoView({
  photos,
  first,
  remarks,
  onCaption,
  onRest,
  onRemove,
  onClose,
}: {
  photos: Photo[];
  first: Photo;
  /** By the photo's hash. */
  remarks: Record<string, string[]>;
  /** Absent where the record can only be read. */
  onCaption?: ((photo: Photo, caption: string) => void) | undefined;
  onRest?: () => void;
  onRemove?: ((photo: Photo) => void) | undefined;
  onClose: () => void;
}) {
  const [open, setOpen] = useState(first);
  const at = photos.findIndex((photo) => same(photo, open));
  const photo = photos[at];
  const { address, small } = usePicture(open.sha256);
  if (!photo) return null;
  const title = t("record.photo_of", { n: at + 1, total: photos.length });
  const go = (step: number) => setOpen((before) => photos[at + step] ?? before);
  return (
    <Dialog wide title={title} onClose={onClose}>
      <div class="photo-view">
        {address && <Zoom src={address} alt={photo.caption ?? title} keys={false} />}
      </div>
      {photos.length > 1 && (
        <div class="photo-view__turn">
          <Button icon="back" disabled={at === 0} onClick={() => go(-1)}>
            {t("photo.previous")}
          </Button>
          <Button icon="next" disabled={at === photos.length - 1} onClick={() => go(1)}>
            {t("photo.next")}
          </Button>
        </div>
      )}
      <RemarkList remarks={remarks[photo.sha256]} />
      {onCaption ? (
        <GrowingText
          key={photo.sha256}
          label={t("fill.photo.caption")}
          value={photo.caption ?? ""}
          max={NOTE_MAX}
          onInput={(caption) => onCaption(photo, caption)}
          {...(onRest ? { onBlur: onRest } : {})}
        />
      ) : (
        photo.caption && <p>{photo.caption}</p>
      )}
      {small && <p class="soft">{t("fill.photo.gone")}</p>}
      <PhotoFacts photo={photo} />
      {onRemove && (
        <Button
          icon="close"
          onClick={() => {
            onClose();
            onRemove(photo);
          }}
        >
          {t("fill.photo.remove")}
        </Button>
      )}
    </Dialog>
  );
}
