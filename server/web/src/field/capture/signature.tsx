/** A field to sign in by finger, pen or mouse. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import SignaturePen from "signature_pad";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { rescaled, signatureImage } from "./signature-image";
import "./signature.css";

export { makeSignature } from "./shot";

interface Props {
  /** Whose signature it is. */
  name?: string | undefined;
  onDone: (png: Blob) => void;
  onCancel?: (() => void) | undefined;
}

export function SignaturePad({ name, onDone, onCancel }: Props) {
  const hint = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef<SignaturePen | undefined>(undefined);
  const [strokes, setStrokes] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const count = () => setStrokes(pen.current?.toData().length ?? 0);

  useEffect(() => {
    const field = canvas.current;
    if (!field) return;
    const made = new SignaturePen(field, { minWidth: 1, maxWidth: 3.2, penColor: "#10233f" });
    pen.current = made;
    made.addEventListener("endStroke", count);
    const watch = new ResizeObserver(() => fitTo(field, made));
    watch.observe(field);
    return () => {
      watch.disconnect();
      made.removeEventListener("endStroke", count);
      made.off();
    };
  }, []);

  const undo = () => {
    const data = pen.current?.toData() ?? [];
    pen.current?.fromData(data.slice(0, -1));
    count();
  };
  const clear = () => {
    pen.current?.clear();
    count();
  };
  const done = async () => {
    setBusy(true);
    setFailed(false);
    try {
      onDone(await signatureImage(pen.current?.toData() ?? []));
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="signature">
      <p id={hint} class="signature__hint">
        {t("capture.signature.hint")}
      </p>
      <div class="signature__paper">
        <canvas
          ref={canvas}
          class="signature__field"
          role="img"
          aria-label={fieldWords(name, strokes)}
          aria-describedby={hint}
        />
        <span class="signature__line" aria-hidden="true" />
      </div>
      {name && <p class="signature__name">{name}</p>}
      <div class="signature__tools">
        <Button icon="return" disabled={strokes === 0} onClick={undo}>
          {t("capture.signature.undo")}
        </Button>
        <Button icon="close" disabled={strokes === 0} onClick={clear}>
          {t("capture.signature.clear")}
        </Button>
      </div>
      {failed && (
        <p class="signature__failed" role="alert">
          {t("capture.signature.failed")}
        </p>
      )}
      <div class="signature__end">
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {t("action.cancel")}
          </Button>
        )}
        <Button look="primary" icon="check" busy={busy} disabled={strokes === 0} onClick={() => void done()}>
          {t("capture.signature.done")}
        </Button>
      </div>
    </div>
  );
}

function fieldWords(name: string | undefined, strokes: number): string {
  const state = t(strokes > 0 ? "capture.signature.signed" : "capture.signature.empty");
  return name
    ? `${t("capture.signature.of", { name })}: ${state}`
    : `${t("capture.signature.field")}: ${state}`;
}

/** Gives the field as many points as the screen has, and draws again what a change of size wiped out. */
function fitTo(field: HTMLCanvasElement, pen: SignaturePen): void {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const { clientWidth, clientHeight } = field;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (clientWidth === 0 || (field.width === width && field.height === height)) return;
  // The smaller of the two changes, so that no stroke is left outside.
  const by = Math.min(
    clientWidth / Number(field.dataset.width ?? clientWidth),
    clientHeight / Number(field.dataset.height ?? clientHeight),
  );
  const strokes = rescaled(pen.toData(), by);
  Object.assign(field.dataset, { width: clientWidth, height: clientHeight });
  field.width = width;
  field.height = height;
  field.getContext("2d")?.scale(ratio, ratio);
  pen.fromData(strokes);
}
