/** A bar of filters: the search in sight, the rest beside it, or behind a button where there is little room. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "~/i18n";
import { Button } from "./button";
import "./filter-bar.css";
import { Input } from "./form";

/** A search that waits until the typing pauses. */
export function SearchInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change by itself: a saved filter, the way back.
  useEffect(() => setText(value), [value]);
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), 300);
  };
  return (
    <search class="filters__search">
      <Input type="search" label={label} bare placeholder={label} value={text} onInput={type} />
    </search>
  );
}

export function FilterBar({
  search,
  active,
  onClear,
  extra,
  children,
}: {
  search: ComponentChildren;
  /** How many filters are set. */
  active: number;
  onClear: () => void;
  extra?: ComponentChildren;
  /** What else there is to choose by. */
  children?: ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div class="filters">
      <div class="filters__line">
        {search}
        {children && (
          <Button
            icon="filter"
            class="filters__toggle"
            expanded={open}
            controls={id}
            onClick={() => setOpen(!open)}
          >
            {t("action.filters")}
            {active > 0 && ` (${active})`}
          </Button>
        )}
        {extra}
      </div>
      {children && (
        <div id={id} class={open ? "filters__fields is-open" : "filters__fields"}>
          {children}
          {active > 0 && (
            <Button look="quiet" icon="close" class="filters__clear" onClick={onClear}>
              {t("action.clear")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

export interface Pill {
  value: string;
  label: string;
  count?: number | undefined;
}

/** States as buttons with their counts: the first cut through a list. */
export function Pills({
  label,
  pills,
  value,
  onChange,
}: {
  label: string;
  pills: Pill[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <fieldset class="pills">
      <legend class="unseen">{label}</legend>
      {pills.map((pill) => (
        <button
          key={pill.value}
          type="button"
          class="pill"
          aria-pressed={pill.value === value}
          onClick={() => onChange(pill.value)}
        >
          {pill.label}
          {pill.count !== undefined && <span class="pill__count number">{pill.count}</span>}
        </button>
      ))}
    </fieldset>
  );
}
