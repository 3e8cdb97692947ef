/** Photos of an attached finding, by their bytes as they were. */
import type { AttachedPhoto } from "~/api/evaluations.types";
import { photoAddress } from "~/api/photos";
import { t } from "~/i18n";
import { moment } from "~/words/dates";
import { coordinates } from "~/words/numbers";
import "~/ui/thumbs.css";

export function PhotoStrip({ photos }: { photos: string[] }) {
  if (photos.length === 0) return null;
  return (
    <ul class="strip">
      {photos.map((photo, at) => (
        <li key={photo}>
          <a class="thumb" href={photoAddress(photo, "screen")} target="_blank" rel="noreferrer">
            <img
              src={photoAddress(photo, "thumb")}
              alt={t("evidence.photo_check", { n: at + 1 })}
              loading="lazy"
            />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Photo({ photo, n }: { photo: AttachedPhoto; n: number }) {
  const facts = [
    photo.taken_at && moment(photo.taken_at),
    photo.place && coordinates(...photo.place),
    t(photo.by_finding ? "attachment.photo_by_finding" : "attachment.photo_by_record"),
  ];
  return (
    <figure class="frozen-photo">
      <a href={photoAddress(photo.sha256, "screen")} target="_blank" rel="noreferrer">
        <img
          src={photoAddress(photo.sha256, "screen")}
          alt={photo.caption ?? t("evidence.photo_check", { n })}
          loading="lazy"
        />
      </a>
      <figcaption class="small">
        {photo.caption && <p>{photo.caption}</p>}
        <p class="soft">{facts.filter(Boolean).join(" · ")}</p>
        <p class="soft">
          SHA-256 <code title={photo.sha256}>{photo.sha256.slice(0, 12)}…</code>
        </p>
      </figcaption>
    </figure>
  );
}

export function FrozenPhotos({ photos }: { photos: AttachedPhoto[] }) {
  return (
    <section class="card" aria-labelledby="frozen-photos">
      <h2 id="frozen-photos" class="card__head">
        {t("attachment.photos")} ({photos.length})
      </h2>
      <div class="card__body">
        {photos.length === 0 ? (
          <p class="soft">{t("attachment.photos_none")}</p>
        ) : (
          <div class="frozen-photos">
            {photos.map((photo, at) => (
              <Photo key={photo.sha256} photo={photo} n={at + 1} />
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
