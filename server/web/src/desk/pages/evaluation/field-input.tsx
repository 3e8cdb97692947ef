/** A field's control: figures as people here type them, days, words. */
import { useEffect, useState } from "preact/hooks";
import type { Field, Single } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { readNumber, writeNumber } from "~/words/typed-number";
import { decimalMark } from "./field-words";
import "~/ui/form.css";

interface Props {
  id: string;
  field: Pick<Field, "kind">;
  value: Single | undefined;
  describedBy?: string | undefined;
  onChange: (value: Single | undefined) => void;
  onRest?: (() => void) | undefined;
}

function NumberField({ id, value, describedBy, onChange, onRest }: Props) {
  const written = typeof value === "number" ? writeNumber(value, decimalMark()) : "";
  const [typed, setTyped] = useState(written);
  const read = typed.trim() ? readNumber(typed, { min: 0 }, decimalMark()) : undefined;
  const means = read?.fault === "none" ? read.number : undefined;
  const fault = read && read.fault !== "none" ? t("evaluation_field.unreadable") : undefined;
  // Another value than what stands here: it came from elsewhere.
  useEffect(() => {
    if (value !== means) setTyped(written);
  }, [value]);
  return (
    <div class="field">
      <input
        id={id}
        class="control number fill__number"
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={typed}
        aria-describedby={[describedBy, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined}
        aria-invalid={fault !== undefined}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const next = text.trim() ? readNumber(text, { min: 0 }, decimalMark()) : undefined;
          // What is no figure is not sent; what was there before stays until it is one, or is cleared.
          if (next === undefined) onChange(undefined);
          else if (next.fault === "none") onChange(next.number);
        }}
        onBlur={() => {
          if (means !== undefined) setTyped(writeNumber(means, decimalMark()));
          onRest?.();
        }}
      />
      {fault && (
        <p id={`${id}-fault`} class="field__fault">
          {fault}
        </p>
      )}
    </div>
  );
}

export function FieldInput(props: Props) {
  const { id, field, value, describedBy, onChange, onRest } = props;
  if (field.kind === "number") return <NumberField {...props} />;
  const common = {
    id,
    class: "control",
    value: value === undefined ? "" : String(value),
    "aria-describedby": describedBy,
    onBlur: onRest,
  };
  const set = (text: string) => onChange(text === "" ? undefined : text);
  return field.kind === "date" ? (
    <input {...common} type="date" onInput={(event) => set(event.currentTarget.value)} />
  ) : (
    <textarea {...common} rows={3} onInput={(event) => set(event.currentTarget.value)} />
  );
}
