/** A photo by the phone's own camera application or from its files: where the app's camera cannot be had. */
import { useState } from "preact/hooks";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import type { Fix, NewShot } from "../model";
import { PHOTO_TYPES } from "./kinds";
import { NotAPhoto, pickShot } from "./shot";
import "./pick-photo.css";

interface Props {
  item?: string | undefined;
  moment: () => Promise<Fix | undefined>;
  onShot: (shot: NewShot) => Promise<void>;
}

export function PickPhoto({ item, moment, onShot }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const picked = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await onShot(await pickShot(file, new Date(), await moment(), item));
    } catch (thrown) {
      const known = thrown instanceof NotAPhoto;
      setFailure(t(known ? `capture.not_a_photo.${thrown.why}` : "capture.failed.save"));
    } finally {
      // The same file may be chosen again.
      input.value = "";
      setBusy(false);
    }
  };
  return (
    <div class="pick-photo">
      <label class="pick-photo__button">
        <Icon name="photo" size={24} />
        {t(busy ? "capture.saving" : "capture.pick")}
        <input
          type="file"
          class="unseen"
          accept={PHOTO_TYPES}
          capture="environment"
          disabled={busy}
          onChange={(event) => void picked(event.currentTarget)}
        />
      </label>
      {failure && (
        <p class="pick-photo__failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
