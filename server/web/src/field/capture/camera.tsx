/** The camera over the whole screen: what is photographed, how well the place is known, and a shutter for the thumb. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import type { NewShot } from "../model";
import "./camera.css";
import { ShutterBar } from "./camera-bar";
import { CameraTrouble } from "./camera-trouble";
import { useFix } from "./fix";
import { FixBadge } from "./fix-badge";
import { useBlobUrl } from "./use-blob-url";
import { useLens } from "./use-lens";
import { useShutter } from "./use-shutter";

export interface CameraProps {
  /** Saves the shot; what it throws is shown, and the shot is kept to try again. */
  onShot: (shot: NewShot) => Promise<void>;
  onClose: () => void;
  /** The key of the item that is photographed. */
  item?: string | undefined;
  /** What is to be seen on the photo. */
  hint?: string | undefined;
  /** An earlier photo, laid over the picture so that the same view is found again. */
  ghost?: Blob | undefined;
  /** Outside the commune, far from the site: the caller knows. */
  warning?: string | undefined;
  /** Accuracy in metres that a place should have. */
  accuracyM: number;
}

export function Camera({ onShot, onClose, item, hint, ghost, warning, accuracyM }: CameraProps) {
  const id = useId();
  const { moment, ...placed } = useFix({ accuracyM });
  const { lens, problem, retry } = useLens();
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useShutter({ lens, video, moment, item, onShot });
  const [ghosted, setGhosted] = useState(true);
  const [lit, setLit] = useState(false);
  const ghostUrl = useBlobUrl(ghost);
  useEffect(() => {
    setLit(false);
    if (video.current) video.current.srcObject = lens?.stream ?? null;
  }, [lens]);
  const light = () =>
    lens?.torch?.(!lit).then(
      () => setLit(!lit),
      () => setLit(false),
    );
  return (
    <dialog
      ref={openedModal}
      class="camera"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="camera__head">
        <button type="button" class="camera__tool" aria-label={t("capture.close")} onClick={onClose}>
          <Icon name="close" size={26} />
        </button>
        <h2 id={id} class="camera__title">
          {hint ?? t("capture.title")}
        </h2>
        {lens?.torch && (
          <button type="button" class="camera__tool" aria-pressed={lit} onClick={() => void light()}>
            {t("capture.torch")}
          </button>
        )}
      </header>
      {warning && (
        <p class="camera__warning" role="alert">
          <Icon name="warn" size={22} />
          {warning}
        </p>
      )}
      {problem ? (
        <CameraTrouble problem={problem} retry={retry} item={item} moment={moment} onShot={shutter.add} />
      ) : (
        <div class="camera__view">
          <video
            ref={video}
            class="camera__video"
            autoplay
            muted
            playsInline
            aria-label={t("capture.view")}
          />
          {ghosted && ghostUrl && <img class="camera__ghost" src={ghostUrl} alt={t("capture.ghost_alt")} />}
          {!lens && <p class="camera__opening">{t("capture.opening")}</p>}
          {shutter.phase === "taking" && <div class="camera__flash" />}
        </div>
      )}
      <div class="camera__place">
        <FixBadge {...placed} accuracyM={accuracyM} />
        {ghostUrl && !problem && (
          <button
            type="button"
            class="camera__tool"
            aria-pressed={ghosted}
            onClick={() => setGhosted((before) => !before)}
          >
            <Icon name="compare" size={22} />
            {t("capture.ghost")}
          </button>
        )}
      </div>
      <ShutterBar
        shutter={shutter}
        ready={Boolean(lens)}
        denied={placed.problem === "denied"}
        onDone={onClose}
      />
    </dialog>
  );
}

/** Over everything, with the focus inside; the browser's own way back closes it. */
function openedModal(dialog: HTMLDialogElement | null): void {
  if (dialog && !dialog.open) dialog.showModal();
}
