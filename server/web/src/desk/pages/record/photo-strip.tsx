/** Photos in small, each with the strongest answer of its checks; those that are awaited are shown as gaps. */
import { photoAddress } from "~/api/photos";
import type { PhotoRef, Verdict } from "~/api/types";
import { t } from "~/i18n";
import { VERDICT_SIGN, VERDICT_TONE } from "~/ui/badge";
import { Icon } from "~/ui/icon";
import { useRecord } from "./context";
import { isReason } from "./evidence-order";

function worst(verdicts: Verdict[]): Verdict | undefined {
  return verdicts.includes("fail") ? "fail" : verdicts.includes("warn") ? "warn" : undefined;
}

function Thumb({ photo }: { photo: PhotoRef }) {
  const { record, photos, evidence, openPhoto } = useRecord();
  const n = photos.indexOf(photo) + 1;
  if (record.missing.includes(photo.sha256))
    return (
      <div class="thumb thumb--missing">
        <Icon name="clock" />
        <span class="small">{t("record.missing_photo")}</span>
      </div>
    );
  const checks =
    evidence?.now?.checks.filter((check) => check.photo === photo.sha256 && isReason(check)) ?? [];
  const verdict = worst(checks.map((check) => check.answer));
  const words = [t("record.photo_open", { n }), photo.caption, verdict && t(`verdict.${verdict}`)];
  return (
    <button
      type="button"
      class="thumb"
      aria-label={words.filter(Boolean).join(", ")}
      title={photo.caption}
      onClick={() => openPhoto(photo.sha256)}
    >
      <img src={photoAddress(photo.sha256, "thumb")} alt="" loading="lazy" decoding="async" />
      <span class="thumb__n">{n}</span>
      {verdict && <span class={`thumb__sign badge--${VERDICT_TONE[verdict]}`}>{VERDICT_SIGN[verdict]}</span>}
    </button>
  );
}

export function PhotoStrip({ photos }: { photos: PhotoRef[] }) {
  if (photos.length === 0) return null;
  return (
    <ul class="strip">
      {photos.map((photo) => (
        <li key={photo.sha256}>
          <Thumb photo={photo} />
        </li>
      ))}
    </ul>
  );
}
