/** A map as pages use it: shapes in, a legend below, and the heavy part fetched when it comes into sight. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { BaseMap } from "~/api/types";
import { type Key, t } from "~/i18n";
import { Button } from "../button";
import type { DrawnMap } from "./leaflet-map";
import "./map.css";
import { COLOURS, type Look, type Shape } from "./shapes";

const LEGEND: Partial<Record<Look, Key>> = {
  boundary: "map.boundary",
  site: "map.site",
  fix: "map.fix",
  photo: "map.photo",
  photo_fix: "map.photo_fix",
  place: "map.place",
};

function Legend({ shapes }: { shapes: Shape[] }) {
  const looks = Object.keys(LEGEND).filter((look) => shapes.some((shape) => shape.look === look)) as Look[];
  if (looks.length < 2) return null;
  return (
    <ul class="map__legend">
      {looks.map((look) => (
        <li key={look}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            {look === "boundary" ? (
              <path d="M1 8h14" stroke={COLOURS[look].line} stroke-width="2" stroke-dasharray="4 3" />
            ) : (
              <circle
                cx="8"
                cy="8"
                r="5"
                fill={COLOURS[look].fill}
                stroke={COLOURS[look].line}
                stroke-width="2"
              />
            )}
          </svg>
          {t(LEGEND[look] as Key)}
        </li>
      ))}
    </ul>
  );
}

export function MapView({
  label,
  shapes,
  base,
  tall,
  fitAll,
}: {
  label: string;
  shapes: Shape[];
  base: BaseMap | undefined;
  tall?: boolean;
  /** Starts with everything in view instead of the points. */
  fitAll?: boolean;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<DrawnMap>();
  const fitted = useRef("");
  useEffect(() => {
    let gone = false;
    let drawn: DrawnMap | undefined;
    void import("./leaflet-map").then(({ DrawnMap }) => {
      if (gone || !place.current) return;
      drawn = new DrawnMap(place.current, { zoomIn: t("map.zoom_in"), zoomOut: t("map.zoom_out") }, base);
      setMap(drawn);
    });
    return () => {
      gone = true;
      drawn?.remove();
    };
  }, []);
  useEffect(() => {
    if (!map) return;
    // The view moves when other things are shown, not when the same things are drawn anew.
    const now = shapes.map((shape) => shape.id).join();
    map.draw(shapes, fitted.current !== now && !fitAll);
    if (fitted.current !== now && fitAll) map.fitAll();
    fitted.current = now;
  }, [map, shapes]);
  return (
    <section class="map" aria-label={label}>
      <div class={tall ? "map__place map__place--tall" : "map__place"} ref={place} />
      <div class="map__foot">
        <Legend shapes={shapes} />
        <Button small look="quiet" icon="fit" onClick={() => map?.fitAll()}>
          {t("map.fit")}
        </Button>
      </div>
    </section>
  );
}
