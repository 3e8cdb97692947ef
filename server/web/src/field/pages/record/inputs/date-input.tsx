/** A day: the phone's own calendar, and today in one press. Written out as well, since phones differ in their order. */
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "~/i18n";
import { FIRST_DAY, LAST_DAY } from "~/protocol/time";
import { Button } from "~/ui/button";
import { day, today } from "~/words/dates";
import type { InputProps } from "./props";
import "~/ui/form.css";

export function DateInput({ labelledBy, describedBy, value, onValue, onRest }: InputProps<"date">) {
  const id = useId();
  const stored = value && "date" in value ? value.date : "";
  // A year that is half typed is a day of the first centuries: it stands in the field, and is no answer yet.
  const [typed, setTyped] = useState(stored);
  useEffect(() => {
    if (stored) setTyped(stored);
  }, [stored]);
  const take = (date: string) => {
    setTyped(date);
    onValue(date >= FIRST_DAY && date <= LAST_DAY ? { date } : undefined, true);
  };
  return (
    <div class="field">
      <div class="date-input">
        <input
          class="control"
          type="date"
          min={FIRST_DAY}
          max={LAST_DAY}
          value={typed}
          aria-labelledby={labelledBy}
          aria-describedby={[describedBy, stored && `${id}-day`].filter(Boolean).join(" ") || undefined}
          onInput={(event) => take(event.currentTarget.value)}
          onBlur={onRest}
        />
        <Button onClick={() => take(today())}>{t("fill.item.today")}</Button>
      </div>
      {stored && (
        <p class="date-input__read">
          <strong id={`${id}-day`} class="number">
            {day(stored)}
          </strong>
          <Button small look="quiet" onClick={() => take("")}>
            {t("fill.item.clear_value")}
          </Button>
        </p>
      )}
    </div>
  );
}
