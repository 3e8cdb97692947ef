/** A text that is as high as what is in it, with what is left of its bound near its end. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "~/i18n";
import { number } from "~/words/numbers";
import "~/ui/form.css";
import "./inputs/inputs.css";

/** The bound is told when this share of it is used. */
const TELL_FROM = 0.8;

export function GrowingText({
  id,
  value,
  max,
  onInput,
  onBlur,
  label,
  labelledBy,
  describedBy,
  focus,
}: {
  id?: string;
  value: string;
  /** Characters, as the protocol counts them. */
  max: number;
  onInput: (value: string) => void;
  onBlur?: () => void;
  label?: string;
  labelledBy?: string;
  describedBy?: string | undefined;
  focus?: boolean;
}) {
  const own = useId();
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = ref.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [value]);
  useLayoutEffect(() => {
    if (focus) ref.current?.focus();
  }, []);
  const length = [...value].length;
  const left = max - length;
  const told = length > max * TELL_FROM;
  return (
    <div class="field">
      {label && (
        <label class="field__label" for={id ?? own}>
          {label}
        </label>
      )}
      <textarea
        ref={ref}
        id={id ?? own}
        class="control growing-text"
        rows={2}
        value={value}
        autocomplete="off"
        autocapitalize="sentences"
        aria-labelledby={label ? undefined : labelledBy}
        aria-describedby={[describedBy, told && `${own}-left`].filter(Boolean).join(" ") || undefined}
        aria-invalid={left < 0}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={onBlur}
      />
      {told && (
        <p id={`${own}-left`} class={left < 0 ? "field__fault number" : "field__hint number"}>
          {left < 0
            ? t("fill.item.over", { count: -left, n: number(-left) })
            : t("fill.item.left", { count: left, n: number(left) })}
        </p>
      )}
    </div>
  );
}
