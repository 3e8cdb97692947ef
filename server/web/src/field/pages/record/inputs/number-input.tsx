/** A figure with its unit: typed as people here write it, read back where it was understood otherwise than it looks. */
import { useEffect, useId, useState } from "preact/hooks";
import { language, said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { type NumberFault, readNumber, writeNumber } from "~/words/typed-number";
import type { InputProps } from "./props";
import "~/ui/form.css";

const mark = () => (language() === "en" ? "." : ",");
const written = (number: number) => writeNumber(number, mark());

function faultWords(fault: NumberFault): string {
  switch (fault.fault) {
    case "below":
      return t("fill.number.below", { value: written(fault.min) });
    case "above":
      return t("fill.number.above", { value: written(fault.max) });
    case "decimals":
      return fault.decimals === 0
        ? t("fill.number.whole")
        : t("fill.number.decimals", { count: fault.decimals });
    default:
      return t(`fill.number.${fault.fault}`);
  }
}

export function NumberInput({ item, labelledBy, describedBy, value, onValue, onRest }: InputProps<"number">) {
  const { min, unit } = item.answer;
  const id = useId();
  const stored = value && "number" in value ? value.number : undefined;
  const [typed, setTyped] = useState(stored === undefined ? "" : written(stored));
  const read = typed.trim() ? readNumber(typed, item.answer, mark()) : undefined;
  const means = read && "number" in read ? read.number : undefined;
  // Another answer than what stands here: it came from elsewhere.
  useEffect(() => {
    if (stored !== means && stored !== undefined) setTyped(written(stored));
  }, [stored]);
  const type = (text: string) => {
    setTyped(text);
    const next = text.trim() ? readNumber(text, item.answer, mark()) : undefined;
    // What is out of bounds is kept, since it was typed and has to be mended; what is no figure cannot be.
    onValue(next && "number" in next ? { number: next.number } : undefined, true);
  };
  const fault = read && read.fault !== "none" ? faultWords(read) : undefined;
  const other = means !== undefined && typed.trim() !== written(means);
  const describes = [describedBy, `${id}-unit`, fault && `${id}-fault`, other && `${id}-reads`];
  return (
    <div class="field">
      <div class="number-input">
        {(min === undefined || min < 0) && (
          <Button
            label={t("fill.number.sign")}
            onClick={() => type(typed.startsWith("-") ? typed.slice(1) : `-${typed}`)}
          >
            ±
          </Button>
        )}
        <input
          class="control number"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={typed}
          aria-labelledby={labelledBy}
          aria-describedby={describes.filter(Boolean).join(" ")}
          aria-invalid={fault !== undefined}
          onInput={(event) => type(event.currentTarget.value)}
          onBlur={() => {
            if (means !== undefined) setTyped(written(means));
            onRest();
          }}
        />
        <span id={`${id}-unit`} class="number-input__unit">
          {said(unit.label)}
        </span>
      </div>
      {other && (
        <p id={`${id}-reads`} class="field__hint number">
          {t("fill.number.reads", { value: `${written(means)} ${said(unit.label)}` })}
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
