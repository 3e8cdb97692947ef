/** A text area that is as high as what is in it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "~/i18n";
import { number } from "~/words/numbers";
import "./form.css";

/** The bound is told when this share of it is used. */
const TELL_FROM = 0.9;

export function GrowingText({
  id,
  value,
  rows,
  max,
  describedBy,
  onInput,
  onBlur,
  class: more = "",
}: {
  id: string;
  value: string;
  rows: number;
  /** Characters. */
  max: number;
  describedBy?: string;
  onInput: (value: string) => void;
  onBlur?: () => void;
  class?: string;
}) {
  const ref = useRef<HTMLTextAreaElement>(null);
  const fit = () => {
    const area = ref.current;
    if (!area) return;
    // Shrinking first would make the page jump when it is long.
    const from = scrollY;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    if (scrollY !== from) scrollTo(scrollX, from);
  };
  useLayoutEffect(fit, [value]);
  useLayoutEffect(() => {
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, []);
  const length = [...value].length;
  return (
    <>
      <textarea
        ref={ref}
        id={id}
        class={`control growing ${more}`}
        rows={rows}
        value={value}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={[describedBy, length > max * TELL_FROM && `${id}-left`].filter(Boolean).join(" ")}
        aria-invalid={length > max}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={onBlur}
      />
      {length > max * TELL_FROM && (
        <p id={`${id}-left`} class={length > max ? "field__fault" : "field__hint"}>
          {t("form.length", { n: number(length, 0), max: number(max, 0) })}
        </p>
      )}
    </>
  );
}
