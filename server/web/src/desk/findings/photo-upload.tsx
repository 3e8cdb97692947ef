/** Photos as evidence: sent as soon as they are chosen, so that the form itself is quick. */
import { useEffect, useRef, useState } from "preact/hooks";
import { uploadPhoto } from "~/api/photos";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { FileButton } from "~/ui/files";
import { tellProblem } from "~/ui/toast";

export function PhotoUpload({
  photos,
  onChange,
}: {
  photos: string[];
  onChange: (photos: string[]) => void;
}) {
  const [sending, setSending] = useState(0);
  // Several photos may arrive at once, each after another.
  const latest = useRef(photos);
  latest.current = photos;
  // Nobody can ask the server for a photo that belongs to nothing yet, so the file itself is shown.
  const shown = useRef(new Map<string, string>());
  useEffect(
    () => () => {
      for (const address of shown.current.values()) URL.revokeObjectURL(address);
    },
    [],
  );
  const add = async (files: File[]) => {
    setSending((before) => before + files.length);
    for (const file of files) {
      try {
        const { sha256 } = await uploadPhoto(file);
        if (!latest.current.includes(sha256)) {
          shown.current.set(sha256, URL.createObjectURL(file));
          latest.current = [...latest.current, sha256];
          onChange(latest.current);
        }
      } catch (thrown) {
        tellProblem(thrown);
      }
      setSending((before) => before - 1);
    }
  };
  return (
    <div class="field">
      <span class="field__label">
        {t("findings.photos")} <span class="soft">({t("form.optional")})</span>
      </span>
      {photos.length > 0 && (
        <ul class="strip">
          {photos.map((photo, at) => (
            <li key={photo} class="sent-photo">
              <img src={shown.current.get(photo)} alt={t("evidence.photo_check", { n: at + 1 })} />
              <Button
                small
                icon="close"
                label={t("findings.photo_drop", { n: at + 1 })}
                onClick={() => onChange(photos.filter((one) => one !== photo))}
              />
            </li>
          ))}
        </ul>
      )}
      <FileButton
        icon="photo"
        accept="image/jpeg,image/png,image/webp,image/heic"
        multiple
        onFiles={(files) => void add(files)}
      >
        {t("findings.photos_add")}
      </FileButton>
      <p class="field__hint" role="status">
        {sending > 0 ? t("findings.photo_sending") : t("findings.photos_hint")}
      </p>
    </div>
  );
}
