/** Words: high enough for a dictated paragraph. */
import { TEXT_MAX } from "~/protocol/validate";
import { GrowingText } from "../growing-text";
import type { InputProps } from "./props";

export function TextInput({ item, labelledBy, describedBy, value, onValue, onRest }: InputProps<"text">) {
  return (
    <GrowingText
      value={value && "text" in value ? value.text : ""}
      max={item.answer.max_length ?? TEXT_MAX}
      labelledBy={labelledBy}
      describedBy={describedBy}
      onInput={(text) => onValue(text ? { text } : undefined, true)}
      onBlur={onRest}
    />
  );
}
