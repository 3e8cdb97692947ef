/** The code's field: hyphens come by themselves, and letters that no code holds are named. */
import { useId } from "preact/hooks";
import { t } from "~/i18n";
import { caretAfter, codeIn, lettersOf, withHyphens } from "./code";

export function CodeInput({
  value,
  fault,
  onInput,
}: {
  /** The letters without hyphens. */
  value: string;
  fault: string | undefined;
  onInput: (letters: string, typed: string) => void;
}) {
  const id = useId();
  const typed = (input: HTMLInputElement, deleted: boolean) => {
    const text = input.value;
    let letters = codeIn(text) ?? lettersOf(text);
    const caret = lettersOf(text.slice(0, input.selectionStart ?? text.length)).length;
    // Going back over a hyphen takes the letter before it, or the key would seem dead.
    const overHyphen = deleted && letters === value && caret > 0;
    if (overHyphen) letters = letters.slice(0, caret - 1) + letters.slice(caret);
    // Written here and not by the next drawing, which would leave the caret at the end.
    input.value = withHyphens(letters);
    const at = caretAfter(Math.min(overHyphen ? caret - 1 : caret, letters.length));
    input.setSelectionRange(at, at);
    onInput(letters, text);
  };
  return (
    <div class="field">
      <label for={id} class="field__label">
        {t("field.enrol.code")}
      </label>
      <input
        id={id}
        class="control enrol__code mono"
        type="text"
        inputMode="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        placeholder="XXXX-XXXX-XXXX"
        value={withHyphens(value)}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault !== undefined}
        onInput={(event) =>
          typed(event.currentTarget, (event as InputEvent).inputType?.startsWith("delete") ?? false)
        }
      />
      <p id={`${id}-hint`} class={fault ? "field__fault" : "field__hint"} role={fault ? "alert" : undefined}>
        {fault ?? t("field.enrol.code_hint")}
      </p>
    </div>
  );
}
