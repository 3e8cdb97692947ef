/** A picture that can be looked at closely: wheel, keys, buttons, drag, two fingers. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "~/i18n";
import { Button } from "./button";
import { Icon } from "./icon";
import "./zoom.css";

interface View {
  scale: number;
  x: number;
  y: number;
}

const WHOLE: View = { scale: 1, x: 0, y: 0 };
const MOST = 12;

/** Scales around a point of the frame, which stays where it is. */
export function zoomAt(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  if (scale === 1) return WHOLE;
  const by = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

export function Zoom({
  src,
  full,
  alt,
  keys = true,
}: {
  src: string;
  full?: string;
  alt: string;
  keys?: boolean;
}) {
  const [view, setView] = useState<View>(WHOLE);
  const [broken, setBroken] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  useEffect(() => {
    setView(WHOLE);
    setBroken(false);
  }, [src]);
  const local = (event: { clientX: number; clientY: number }) => {
    const box = frame.current?.getBoundingClientRect();
    return box
      ? { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 }
      : { x: 0, y: 0 };
  };
  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    // Preact's own handler would be passive, and the page would scroll as well.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = local(event);
      setView((before) => zoomAt(before, Math.exp(-event.deltaY / 400), at));
    };
    box.addEventListener("wheel", wheel, { passive: false });
    return () => box.removeEventListener("wheel", wheel);
  }, []);
  const step = (factor: number) => setView((before) => zoomAt(before, factor, { x: 0, y: 0 }));
  useEffect(() => {
    if (!keys) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "+" || event.key === "=") step(1.5);
      else if (event.key === "-") step(1 / 1.5);
      else if (event.key === "0") setView(WHOLE);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [keys]);
  const move = (event: PointerEvent) => {
    const held = fingers.current;
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    if (held.size === 2) {
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const far = (a: { x: number; y: number }) => Math.hypot(a.x - other.x, a.y - other.y) || 1;
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      setView((view) => zoomAt(view, far(now) / far(before), middle));
    } else
      setView((view) =>
        view.scale === 1 ? view : { ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y },
      );
    held.set(event.pointerId, now);
  };
  const release = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  return (
    <div class="zoom">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons and keys below do the same */}
      <div
        ref={frame}
        class={view.scale > 1 ? "zoom__frame is-close" : "zoom__frame"}
        onPointerDown={(event) => {
          fingers.current.set(event.pointerId, local(event));
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onDblClick={(event) => setView(view.scale > 1 ? WHOLE : zoomAt(view, 3, local(event)))}
      >
        {broken ? (
          <p class="zoom__broken">
            <Icon name="photo" size={32} />
            {t("photo.cannot_show")}
          </p>
        ) : (
          <img
            // The original's pixels are fetched only for whoever looks closely.
            src={view.scale > 1.6 && full ? full : src}
            alt={alt}
            draggable={false}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
            onError={() => setBroken(true)}
          />
        )}
      </div>
      <div class="zoom__bar">
        <Button small icon="minus" label={t("photo.zoom_out")} onClick={() => step(1 / 1.5)} />
        <span class="number small">{Math.round(view.scale * 100)}%</span>
        <Button small icon="plus" label={t("photo.zoom_in")} onClick={() => step(1.5)} />
        <Button small icon="fit" label={t("photo.reset")} onClick={() => setView(WHOLE)} />
      </div>
    </div>
  );
}
