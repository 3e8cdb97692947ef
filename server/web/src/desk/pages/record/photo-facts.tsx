/** What is known of a photo: what the phone said, and what the file claims. */
import type { PhotoRef, ReadPhoto } from "~/api/types";
import { t } from "~/i18n";
import { moment, wallClock } from "~/words/dates";
import { bytes, coordinates, metres, number } from "~/words/numbers";
import { itemName } from "./answer-words";
import { useRecord } from "./context";

type Fact = [string, string | undefined];

function phoneFacts(photo: PhotoRef, item: string): Fact[] {
  const { fix } = photo;
  return [
    [t("photo.item"), item],
    [t("photo.caption"), photo.caption],
    [t("photo.taken_phone"), moment(photo.taken_at)],
    [
      t("photo.fix"),
      fix &&
        `${coordinates(fix.lat, fix.lon)} (${t("map.accuracy", { m: metres(fix.accuracy_m) })}, ${t(`source.${fix.source}`)})`,
    ],
    [t("photo.bytes"), `${bytes(photo.bytes)} · ${photo.media_type}`],
  ];
}

function exifFacts(read: ReadPhoto): Fact[] {
  const { exif, picture } = read.reading ?? {};
  const away = (value: number | undefined) => (value === undefined ? undefined : metres(value));
  return [
    [t("photo.size"), picture && `${picture.width} × ${picture.height}`],
    [
      t("photo.exif_place"),
      exif?.lat !== undefined && exif.lon !== undefined ? coordinates(exif.lat, exif.lon) : undefined,
    ],
    [t("photo.exif_fault"), exif?.place_fault],
    [t("photo.altitude"), away(exif?.altitude_m)],
    [
      t("photo.direction"),
      exif?.direction_deg === undefined ? undefined : `${number(exif.direction_deg, 0)}°`,
    ],
    [t("photo.exif_taken"), wallClock(exif?.taken_at)],
    [t("photo.exif_gps"), moment(exif?.gps_at)],
    [t("photo.exif_modified"), wallClock(exif?.modified_at)],
    [t("photo.camera"), [exif?.maker, exif?.model].filter(Boolean).join(" ")],
    [t("photo.software"), exif?.software],
    [t("photo.editors"), exif?.editors?.join(", ")],
    [t("photo.sharpness"), picture?.sharpness === undefined ? undefined : number(picture.sharpness, 2)],
    [t("photo.brightness"), picture?.brightness === undefined ? undefined : number(picture.brightness, 2)],
  ];
}

export function PhotoFacts({ photo }: { photo: PhotoRef }) {
  const { evidence, checklist } = useRecord();
  const read = evidence?.photos.find((one) => one.sha256 === photo.sha256);
  const facts = [...phoneFacts(photo, itemName(checklist, photo.item)), ...(read ? exifFacts(read) : [])];
  return (
    <>
      <dl class="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <div>
          <dt>{t("photo.sha")}</dt>
          <dd class="mono facts__hash">{photo.sha256}</dd>
        </div>
      </dl>
      {!read && <p class="soft small">{t("photo.unread")}</p>}
      {read?.unreadable && <p class="field__fault">{read.unreadable}</p>}
      {read?.reading && !read.reading.exif && <p class="soft small">{t("photo.no_exif")}</p>}
    </>
  );
}
