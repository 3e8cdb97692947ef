/** A photo of a record in small, with the signs that it carries. */
import type { Photo } from "~/field/model";
import { useThumb } from "~/field/pages/shared/thumb";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import "./photos.css";

export function PhotoThumb({
  photo,
  n,
  remarked,
  onOpen,
}: {
  photo: Photo;
  n: number;
  /** The reviewer spoke about it. */
  remarked?: boolean;
  onOpen: () => void;
}) {
  const { address } = useThumb(photo.sha256);
  const words = [t("fill.photo.open", { n }), photo.caption, remarked && t("fill.item.reviewer")];
  return (
    <button type="button" class="photo-thumb" aria-label={words.filter(Boolean).join(", ")} onClick={onOpen}>
      {address ? <img src={address} alt="" /> : <Icon name="photo" size={28} />}
      {remarked && (
        <span class="photo-thumb__sign">
          <Icon name="return" size={18} />
        </span>
      )}
      {!photo.fix && !photo.signed_by && (
        <span class="photo-thumb__sign photo-thumb__sign--low">
          <Icon name="place" size={18} />
        </span>
      )}
    </button>
  );
}
