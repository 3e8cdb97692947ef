/** One record on its way: itself, and each of its photos with its bytes. */
import { Meter } from "~/field/layout/parts";
import type { UploadEntry } from "~/field/model";
import { bytesDone, type Sent } from "~/field/pages/shared/newest";
import { recordWords } from "~/field/pages/shared/outcome-words";
import { useThumb } from "~/field/pages/shared/thumb";
import { has, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { LinkButton } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { moment } from "~/words/dates";
import { bytes, number } from "~/words/numbers";

function photoWords(photo: UploadEntry, current: boolean): string {
  if (photo.state === "stored") return t("field.queue.photo_stored");
  if (current) return t("field.queue.photo_sending");
  if (photo.state === "failed") {
    const words = `field.queue.photo_problem.${photo.problem ?? ""}`;
    return has(words) ? t(words) : t("field.queue.photo_failed");
  }
  return t("field.queue.photo_waiting");
}

function PhotoLine({ photo, current }: { photo: UploadEntry; current: boolean }) {
  const { address } = useThumb(photo.sha256);
  const words = photoWords(photo, current);
  return (
    <li class="queue-photo">
      <span class="queue-photo__image">
        {address ? <img src={address} alt="" /> : <Icon name="photo" size={24} />}
      </span>
      <span class="queue-photo__body">
        <span>{words}</span>
        {photo.state !== "stored" && <Meter label={words} value={bytesDone(photo)} max={photo.bytes} />}
        <span class="soft number">
          {photo.state === "stored"
            ? bytes(photo.bytes)
            : t("field.queue.bytes_of", { done: bytes(bytesDone(photo)), all: bytes(photo.bytes) })}
        </span>
      </span>
    </li>
  );
}

export function QueueItem({
  sent,
  name,
  current,
  open,
}: {
  sent: Sent;
  name: string;
  /** The photo that is being sent now. */
  current: string | undefined;
  /** Whether the photos are shown from the start. */
  open: boolean;
}) {
  const told = recordWords(sent);
  const stored = sent.photos.length - sent.photosLeft;
  return (
    <li class="queue-item">
      <h3>{name}</h3>
      <p class="soft number">{t("field.queue.handed_in", { at: moment(sent.newest.handedInAt) })}</p>
      <Badge tone={told.tone}>{told.words}</Badge>
      {told.details.length > 0 && (
        <ul class="dots">
          {told.details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
      {told.mend && (
        <LinkButton small icon="list" href={`/field/records/${sent.record}`}>
          {t("field.queue.mend")}
        </LinkButton>
      )}
      {sent.photos.length > 0 && (
        <details class="more" open={open}>
          <summary>
            {t("field.queue.photos", {
              done: number(stored),
              all: number(sent.photos.length),
              bytes: bytes(sent.bytesLeft),
            })}
          </summary>
          <ul class="queue-photos">
            {sent.photos.map((photo) => (
              <PhotoLine key={photo.sha256} photo={photo} current={photo.sha256 === current} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
