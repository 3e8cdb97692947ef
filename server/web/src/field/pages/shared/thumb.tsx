/** A photo in small, from the phone's own storage, and a closer look at it. */
import { useEffect, useState } from "preact/hooks";
import { photoBlob, thumb, useStored } from "~/field/store";
import { t } from "~/i18n";
import { Dialog } from "~/ui/dialog";
import { Icon } from "~/ui/icon";
import { Zoom } from "~/ui/zoom";
import "./shared.css";

/** An address for bytes that the phone keeps, for as long as they are shown. */
export function useBlobAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => {
      setAddress(undefined);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return address;
}

/** A photo's small image never changes; that of an earlier finding may still be on its way. */
export function useThumb(sha256: string): { address: string | undefined; missing: boolean } {
  const { value } = useStored(async () => ({ blob: await thumb(sha256) }), ["plan"], [sha256]);
  const address = useBlobAddress(value?.blob);
  return { address, missing: value !== undefined && !value.blob };
}

export function Thumb({ sha256, label, onOpen }: { sha256: string; label: string; onOpen: () => void }) {
  const { address, missing } = useThumb(sha256);
  return (
    <button type="button" class="field-thumb" disabled={missing} aria-label={label} onClick={onOpen}>
      {address ? <img src={address} alt="" /> : <Icon name="photo" size={28} />}
      {missing && <span>{t("field.photo.missing")}</span>}
    </button>
  );
}

/** As large as there is: the photo itself where it is on the phone, else its small image. */
export function PhotoLook({
  sha256,
  title,
  onClose,
}: {
  sha256: string;
  title: string;
  onClose: () => void;
}) {
  const { value } = useStored(
    async () => {
      const whole = await photoBlob(sha256);
      return { blob: whole ?? (await thumb(sha256)), small: !whole };
    },
    [],
    [sha256],
  );
  const address = useBlobAddress(value?.blob);
  return (
    <Dialog wide title={title} onClose={onClose}>
      <div class="photo-look">{address && <Zoom src={address} alt={title} />}</div>
      {value?.small && <p class="soft">{t("field.photo.small")}</p>}
    </Dialog>
  );
}
