/** One photo at a time, as large as the screen, with its facts, its checks, and the photo that it looks like. */
import { useEffect, useRef, useState } from "preact/hooks";
import { photoAddress } from "~/api/photos";
import type { OtherPhoto, PhotoRef } from "~/api/types";
import { t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Zoom } from "~/ui/zoom";
import { moment } from "~/words/dates";
import { href } from "../../url";
import { CheckCard } from "./checks";
import { CommentButton, CommentDraft, Said } from "./comment";
import { useRecord } from "./context";
import { byWeight, othersOf } from "./evidence-order";
import "./lightbox.css";
import { PhotoFacts } from "./photo-facts";

/** Browsers other than Safari show no HEIC; the server's own rendering stands for it. */
function original(photo: PhotoRef): string {
  return photoAddress(photo.sha256, photo.media_type === "image/heic" ? "screen" : undefined);
}

function Pictures({ photo, twin, alt }: { photo: PhotoRef; twin: OtherPhoto | undefined; alt: string }) {
  const own = <Zoom src={photoAddress(photo.sha256, "screen")} full={original(photo)} alt={alt} />;
  if (!twin) return <div class="lightbox__pictures">{own}</div>;
  return (
    <div class="lightbox__pictures lightbox__pictures--pair">
      <figure>
        <figcaption>
          {t("photo.this_one")} · {moment(photo.taken_at)}
        </figcaption>
        {own}
      </figure>
      <figure>
        <figcaption>
          <a href={href(`/records/${twin.record}`)}>{t("photo.twin_of")}</a> · {moment(twin.taken_at)}
        </figcaption>
        <Zoom src={photoAddress(twin.photo, "screen")} alt={t("photo.twin_of")} keys={false} />
      </figure>
    </div>
  );
}

function Side({
  photo,
  onTwin,
  twin,
}: {
  photo: PhotoRef;
  twin: OtherPhoto | undefined;
  onTwin: (twin?: OtherPhoto) => void;
}) {
  const { evidence, rules, photos } = useRecord();
  const checks = byWeight(
    evidence?.now?.checks.filter((check) => check.photo === photo.sha256) ?? [],
    new Map(rules.map((rule) => [rule.code, rule.weight])),
  );
  const others = checks.flatMap(othersOf);
  const name = t("evidence.photo_check", { n: photos.indexOf(photo) + 1 });
  const spot = { photo: photo.sha256 };
  return (
    <div class="lightbox__side">
      {others.length > 0 && (
        <section>
          <h3>{t("evidence.others")}</h3>
          <div class="row">
            {others.map((other) => (
              <Button
                key={other.record + other.photo}
                small
                icon="compare"
                pressed={twin?.photo === other.photo && twin.record === other.record}
                onClick={() => onTwin(twin === other ? undefined : other)}
              >
                {t("photo.side_by_side")}
              </Button>
            ))}
          </div>
        </section>
      )}
      <section>
        <div class="row spread">
          <h3>{t("photo.facts")}</h3>
          <CommentButton spot={spot} name={name} />
        </div>
        <Said spot={spot} />
        <CommentDraft spot={spot} name={name} />
        <PhotoFacts photo={photo} />
      </section>
      {checks.length > 0 && (
        <section>
          <h3>{t("photo.checks")}</h3>
          <ul class="lightbox__checks">
            {checks.map((check) => (
              <CheckCard key={check.rule} check={check} beside />
            ))}
          </ul>
        </section>
      )}
      <LinkButton small icon="download" href={photoAddress(photo.sha256)} download>
        {t("photo.original")}
      </LinkButton>
    </div>
  );
}

export function Lightbox({
  sha256,
  onMove,
  onClose,
}: {
  sha256: string;
  onMove: (sha256: string) => void;
  onClose: () => void;
}) {
  const { photos, record } = useRecord();
  const ref = useRef<HTMLDialogElement>(null);
  const [twin, setTwin] = useState<OtherPhoto>();
  const shown = photos.filter((photo) => !record.missing.includes(photo.sha256));
  const at = shown.findIndex((photo) => photo.sha256 === sha256);
  const photo = shown[at];
  const go = (step: number) => {
    const next = shown[at + step];
    if (!next) return;
    setTwin(undefined);
    onMove(next.sha256);
  };
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    return () => before?.focus?.();
  }, []);
  if (!photo) return null;
  const title = t("photo.title", { n: photos.indexOf(photo) + 1, total: photos.length });
  return (
    <dialog
      ref={ref}
      class="lightbox"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if ((event.target as HTMLElement).tagName === "TEXTAREA") return;
        if (event.key === "ArrowRight") go(1);
        if (event.key === "ArrowLeft") go(-1);
      }}
    >
      <header class="lightbox__head">
        <h2>{title}</h2>
        <p class="lightbox__caption">{photo.caption}</p>
        <Button
          look="quiet"
          icon="back"
          label={t("photo.previous")}
          disabled={at <= 0}
          onClick={() => go(-1)}
        />
        <Button
          look="quiet"
          icon="next"
          label={t("photo.next")}
          disabled={at >= shown.length - 1}
          onClick={() => go(1)}
        />
        <Button look="quiet" icon="close" label={t("action.close")} onClick={onClose} />
      </header>
      <Pictures photo={photo} twin={twin} alt={photo.caption ?? title} />
      <Side photo={photo} twin={twin} onTwin={setTwin} />
    </dialog>
  );
}
