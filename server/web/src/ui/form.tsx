/** Form controls with their labels, hints and faults tied to them. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "~/i18n";
import "./form.css";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  optional?: boolean;
  /** The label is there for screen readers only. */
  bare?: boolean;
}

function Field({
  label,
  hint,
  fault,
  optional,
  bare,
  children,
}: FieldProps & {
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ComponentChildren;
}) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id} class={bare ? "unseen" : "field__label"}>
        {label}
        {optional && <span class="soft"> ({t("form.optional")})</span>}
      </label>
      {children({ id, describedBy, invalid: fault !== undefined })}
      {hint && (
        <p id={`${id}-hint`} class="field__hint">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} class="field__fault">
          {fault}
        </p>
      )}
    </div>
  );
}

/** Focuses a control when it appears. The attribute does so in a dialog that opens; the rest is done by hand. */
function useFocus<T extends HTMLElement>(wanted: boolean | undefined) {
  const ref = useRef<T>(null);
  useEffect(() => {
    if (wanted) ref.current?.focus();
  }, []);
  return ref;
}

interface InputProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "password" | "date" | "search" | "tel" | "number";
  name?: string;
  autocomplete?: string;
  required?: boolean;
  min?: string;
  max?: string;
  placeholder?: string;
  focus?: boolean;
  inputId?: string;
}

export function Input({ value, onInput, type = "text", focus, ...rest }: InputProps) {
  const ref = useFocus<HTMLInputElement>(focus);
  return (
    <Field {...rest}>
      {({ id, describedBy, invalid }) => (
        <input
          ref={ref}
          id={id}
          class="control"
          type={type as "text"}
          name={rest.name}
          value={value}
          required={rest.required}
          min={rest.min}
          max={rest.max}
          placeholder={rest.placeholder}
          autocomplete={rest.autocomplete ?? "off"}
          autofocus={focus}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          data-search={type === "search" || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  value,
  onInput,
  rows = 3,
  required,
  focus,
  ...rest
}: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  required?: boolean;
  focus?: boolean;
}) {
  const ref = useFocus<HTMLTextAreaElement>(focus);
  return (
    <Field {...rest}>
      {({ id, describedBy, invalid }) => (
        <textarea
          ref={ref}
          id={id}
          class="control"
          rows={rows}
          value={value}
          required={required}
          autofocus={focus}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
  group?: string;
}

export function Select({
  value,
  onChange,
  options,
  empty,
  required,
  ...rest
}: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  options: Option[];
  /** What the choice of nothing is called; without it something must be chosen. */
  empty?: string;
  required?: boolean;
}) {
  return (
    <Field {...rest}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          class="control control--select"
          value={value}
          required={required}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {empty !== undefined && <option value="">{empty}</option>}
          {/* A value that the list does not know, from an old address, must not look like another. */}
          {value !== "" && !options.some((option) => option.value === value) && (
            <option value={value}>{value}</option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({
  label,
  checked,
  onChange,
}: {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** One of a few, all in sight. */
export function Radios<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: { value: T; label: string; hint?: string }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend class="field__label">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="check">
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.label}
            {option.hint && <span class="field__hint"> {option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
