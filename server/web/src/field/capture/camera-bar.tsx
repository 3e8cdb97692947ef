/** The lower edge of the camera, where the thumb is: the last photo, the shutter, the way out; and what is going on. */
import { t } from "~/i18n";
import { useBlobUrl } from "./use-blob-url";
import type { Shutter } from "./use-shutter";

interface Props {
  shutter: Shutter;
  /** Whether there is a picture to take. */
  ready: boolean;
  /** Whether the place may not be asked for. */
  denied: boolean;
  onDone: () => void;
}

export function ShutterBar({ shutter, ready, denied, onDone }: Props) {
  const { phase, failure, count, last } = shutter;
  const thumb = useBlobUrl(last?.thumb);
  const unsaved = failure === "full" || failure === "save";
  return (
    <footer class="camera__foot">
      <Status shutter={shutter} denied={denied && ready} />
      <div class="camera__bar">
        <div class="camera__last">
          {thumb && <img src={thumb} alt={t("capture.last")} />}
          {count > 0 && <span class="camera__count number">{count}</span>}
        </div>
        {ready && (
          <button
            type="button"
            class="camera__shutter"
            aria-label={t(denied ? "capture.shutter_no_place" : "capture.shutter")}
            aria-busy={phase !== "ready"}
            disabled={phase !== "ready" || unsaved}
            onClick={shutter.press}
          >
            <span class="camera__button" />
          </button>
        )}
        <button type="button" class="camera__done" onClick={onDone}>
          {t(count > 0 ? "capture.done" : "action.close")}
        </button>
      </div>
    </footer>
  );
}

function Status({ shutter, denied }: { shutter: Shutter; denied: boolean }) {
  const { phase, failure, count, last, noPlace, saveAgain } = shutter;
  if (failure)
    return (
      <div class="camera__status camera__status--failed" role="alert">
        <p>{t(`capture.failed.${failure}`)}</p>
        {failure !== "picture" && (
          <button type="button" class="camera__tool" onClick={saveAgain}>
            {t("capture.save_again")}
          </button>
        )}
      </div>
    );
  if (phase === "placing")
    return (
      <div class="camera__status" role="status">
        <p>{t("capture.placing")}</p>
        <button type="button" class="camera__tool" onClick={noPlace}>
          {t("capture.no_place")}
        </button>
      </div>
    );
  const words =
    phase === "saving"
      ? t("capture.saving")
      : phase === "ready" && count > 0
        ? t(last?.photo.fix ? "capture.taken" : "capture.taken_no_place", { count })
        : denied
          ? t("capture.shutter_no_place")
          : "";
  return (
    <div class="camera__status" role="status">
      {words && <p>{words}</p>}
    </div>
  );
}
