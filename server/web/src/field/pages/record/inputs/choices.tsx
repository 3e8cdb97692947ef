/** One of several, or any of several: each a row that the whole thumb can hit. */
import { useId } from "preact/hooks";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import type { InputProps } from "./props";

function Rows({
  type,
  choices,
  isOn,
  onToggle,
}: {
  type: "radio" | "checkbox";
  choices: InputProps<"choice">["item"]["answer"]["choices"];
  isOn: (value: string) => boolean;
  onToggle: (value: string, on: boolean) => void;
}) {
  const name = useId();
  return (
    <>
      {choices.map((choice) => (
        <label key={choice.value} class="choice-row">
          <input
            type={type}
            name={name}
            checked={isOn(choice.value)}
            onChange={(event) => onToggle(choice.value, event.currentTarget.checked)}
          />
          <span>{said(choice.label)}</span>
        </label>
      ))}
    </>
  );
}

export function OneChoice({ item, labelledBy, describedBy, value, onValue }: InputProps<"choice">) {
  const now = value && "choice" in value ? value.choice : undefined;
  return (
    <div class="choices" role="radiogroup" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      <Rows
        type="radio"
        choices={item.answer.choices}
        isOn={(choice) => choice === now}
        onToggle={(choice) => onValue({ choice })}
      />
      {now !== undefined && (
        <Button small look="quiet" class="choices__clear" onClick={() => onValue(undefined)}>
          {t("fill.item.clear")}
        </Button>
      )}
    </div>
  );
}

export function ManyChoices({
  item,
  labelledBy,
  describedBy,
  value,
  onValue,
}: InputProps<"multiple_choice">) {
  const { choices } = item.answer;
  const now = value && "choices" in value ? value.choices : [];
  const toggle = (choice: string, on: boolean) => {
    // In the checklist's order, whatever the order of the touches: the same answer is the same bytes.
    const next = choices.map((one) => one.value).filter((one) => (one === choice ? on : now.includes(one)));
    onValue(next.length > 0 ? { choices: next } : undefined);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the question is a heading outside of it
    <div class="choices" role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      <p class="soft">{t("fill.item.choose_many")}</p>
      <Rows type="checkbox" choices={choices} isOn={(choice) => now.includes(choice)} onToggle={toggle} />
    </div>
  );
}
