/** Where everything about a record is: the commune, the planned site, the phone, the photos. */

import { useMemo } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import type { PhotoRef, ReadPhoto, Snapshot, Subject } from "~/api/types";
import { t } from "~/i18n";
import { point, type Shape } from "~/ui/map/shapes";
import { day } from "~/words/dates";
import { metres } from "~/words/numbers";
import { unitName } from "~/words/units";
import { itemName } from "./answer-words";
import { useRecord } from "./context";

function photoShapes(photo: PhotoRef, n: number, read: ReadPhoto | undefined, open: () => void): Shape[] {
  const label =
    `${t("record.photo_of", { n, total: "" }).replace(/\s*\/\s*$/, "")} ${photo.caption ?? ""}`.trim();
  const exif = read?.reading?.exif;
  const shapes: Shape[] = [];
  if (exif?.lat !== undefined && exif.lon !== undefined)
    shapes.push({
      id: `exif ${photo.sha256}`,
      look: "photo",
      geometry: point(exif.lat, exif.lon),
      label: `${label} (EXIF)`,
      directionDeg: exif.direction_deg,
      onPick: open,
    });
  if (photo.fix)
    shapes.push({
      id: `fix ${photo.sha256}`,
      look: "photo_fix",
      geometry: point(photo.fix.lat, photo.fix.lon),
      label: `${label} (${t("map.photo_fix").toLowerCase()})`,
      onPick: open,
    });
  return shapes;
}

function ownShapes(head: Snapshot, name: (item: string) => string): Shape[] {
  const shapes: Shape[] = [];
  if (head.fix)
    shapes.push({
      id: "fix",
      look: "fix",
      geometry: point(head.fix.lat, head.fix.lon),
      accuracyM: head.fix.accuracy_m,
      label: `${t("map.fix")} (${t("map.accuracy", { m: metres(head.fix.accuracy_m) })})`,
    });
  for (const [item, { value }] of Object.entries(head.answers))
    if ("place" in value)
      shapes.push({
        id: `place ${item}`,
        look: "place",
        geometry: point(value.place.lat, value.place.lon),
        accuracyM: value.place.accuracy_m,
        label: name(item),
      });
  return shapes;
}

/** The subject's plan and site. */
export function useSubject(): Subject | undefined {
  const { record } = useRecord();
  const subject = useQuery(`subject:${record.subject}`, () => registry.subject(record.subject), {
    fresh: 600,
  });
  return subject.data;
}

export function useShapes(): Shape[] {
  const { record, head, checklist, photos, evidence, openPhoto } = useRecord();
  const subject = useSubject();
  const on = record.captured_at.slice(0, 10);
  const units = useQuery(`units:${on}`, () => registry.unitsOn(on), { fresh: 600 });
  return useMemo(() => {
    const shapes: Shape[] = [];
    const commune = units.data?.find((unit) => unit.id === record.commune);
    if (commune?.boundary)
      shapes.push({
        id: "commune",
        look: "boundary",
        geometry: commune.boundary,
        label: `${t("map.boundary_of", { name: unitName(commune) })} (${day(on)})`,
      });
    if (subject?.site)
      shapes.push({
        id: "site",
        look: "site",
        geometry: subject.site.geometry,
        label: `${t("map.site")} (${t(`site_quality.${subject.site.quality}`)})`,
      });
    for (const [at, photo] of photos.entries()) {
      const read = evidence?.photos.find((one) => one.sha256 === photo.sha256);
      shapes.push(...photoShapes(photo, at + 1, read, () => openPhoto(photo.sha256)));
    }
    if (head) shapes.push(...ownShapes(head, (item) => itemName(checklist, item)));
    return shapes;
  }, [units.data, subject, head, evidence, checklist, record.record]);
}
