/** A remark to an answer: out of the way until it is wanted. */
import { useState } from "preact/hooks";
import { t } from "~/i18n";
import { NOTE_MAX } from "~/protocol/validate";
import { Button } from "~/ui/button";
import { GrowingText } from "./growing-text";

export function Note({
  note,
  alone,
  of,
  onNote,
  onRest,
}: {
  note: string | undefined;
  /** There is no answer that the note could go with. */
  alone: boolean;
  /** The question's id, for whoever hears the button without seeing what it stands under. */
  of: string;
  onNote: (note: string) => void;
  onRest: () => void;
}) {
  const [wanted, setWanted] = useState(false);
  if (note === undefined && !wanted)
    return (
      <span class="note__add" id={`${of}-note`}>
        <Button small look="quiet" icon="plus" onClick={() => setWanted(true)}>
          {t("fill.item.note_add")}
        </Button>
      </span>
    );
  return (
    <div class="note">
      <GrowingText
        label={t("fill.item.note")}
        value={note ?? ""}
        max={NOTE_MAX}
        focus={wanted}
        onInput={onNote}
        onBlur={() => {
          if (!note) setWanted(false);
          onRest();
        }}
      />
      {alone && note && <p class="field__fault">{t("fill.item.note_alone")}</p>}
    </div>
  );
}
