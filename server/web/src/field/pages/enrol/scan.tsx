/** The camera over the whole page until a code is seen. Whoever cannot scan closes it and types. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { codeIn } from "./code";
import { qrReader } from "./qr-reader";

const LOOK_EVERY_MS = 200;

type Trouble = "denied" | "none";

function troubleOf(thrown: unknown): Trouble {
  return (thrown as DOMException | undefined)?.name === "NotAllowedError" ? "denied" : "none";
}

export function Scan({ onCode, onClose }: { onCode: (letters: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const [other, setOther] = useState(false);
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    const run = async () => {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
      const read = await qrReader();
      const shown = video.current;
      if (over || !shown) return;
      shown.srcObject = stream;
      await shown.play();
      while (!over) {
        const seen = await read(shown).catch(() => undefined);
        const code = seen && codeIn(seen);
        if (code && !over) return onCode(code);
        if (seen) setOther(true);
        await new Promise((wait) => setTimeout(wait, LOOK_EVERY_MS));
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void run()
      .catch((thrown) => !over && setTrouble(troubleOf(thrown)))
      .finally(stop);
    return () => {
      over = true;
      stop();
    };
  }, []);
  return (
    <Dialog
      title={t("field.enrol.scan")}
      onClose={onClose}
      foot={<Button onClick={onClose}>{t("field.enrol.type_instead")}</Button>}
    >
      {trouble ? (
        <p role="alert">{t(`field.enrol.camera_${trouble}`)}</p>
      ) : (
        <>
          <div class="scan">
            {/* Nothing is said in it: it is the camera's picture. */}
            <video
              ref={video}
              class="scan__video"
              playsInline
              muted
              aria-label={t("field.enrol.scan_picture")}
            />
            <span class="scan__frame" />
          </div>
          <p role="status">{t(other ? "field.enrol.scan_wrong" : "field.enrol.scan_words")}</p>
        </>
      )}
    </Dialog>
  );
}
