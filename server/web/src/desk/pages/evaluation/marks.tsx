/** What differs between two texts: what was taken out is struck through, what was added underlined, in words for ears. */
import { useState } from "preact/hooks";
import { t } from "~/i18n";
import { counts, gathered, type Mark, marks, type Piece } from "~/words/difference";
import "./marks.css";

function One({ mark }: { mark: Mark }) {
  const [open, setOpen] = useState(false);
  if (mark.hidden !== undefined)
    return open ? (
      <span>{mark.hidden}</span>
    ) : (
      <button type="button" class="marks__hidden" onClick={() => setOpen(true)}>
        {t("marks.hidden")}
      </button>
    );
  if (mark.kind === "same") return <span>{mark.text}</span>;
  const Tag = mark.kind === "added" ? "ins" : "del";
  return (
    <Tag>
      <span class="unseen">[{t(`marks.${mark.kind}`)}: </span>
      {mark.text}
      <span class="unseen">]</span>
    </Tag>
  );
}

export function Marks({ pieces }: { pieces: readonly Piece[] }) {
  if (pieces.every((piece) => piece.kind === "same")) return <p class="soft">{t("marks.same")}</p>;
  return (
    <p class="marks-text">
      {marks(gathered(pieces)).map((mark, at) => (
        <One key={at} mark={mark} />
      ))}
    </p>
  );
}

export function MarkCounts({ pieces }: { pieces: readonly Piece[] }) {
  return <span class="soft small number">{t("marks.counts", counts(pieces))}</span>;
}
