/** The input that an item's type asks for. Photos have none: their strip is the answer. */
import type { Item } from "~/api/types";
import type { Scene } from "~/field/record";
import { ManyChoices, OneChoice } from "./inputs/choices";
import { DateInput } from "./inputs/date-input";
import { NumberInput } from "./inputs/number-input";
import { PassFail } from "./inputs/pass-fail";
import { PlaceInput } from "./inputs/place-input";
import type { InputProps } from "./inputs/props";
import { TextInput } from "./inputs/text-input";
import "./inputs/inputs.css";

/** Narrows an item by the type of its answer, which TypeScript does not do for a member of a member. */
function isOf<T extends Item["answer"]["type"]>(
  type: T,
  props: InputProps,
): props is InputProps<T> & InputProps {
  return props.item.answer.type === type;
}

export function ItemInput({ scene, ...props }: InputProps & { scene: Scene }) {
  if (isOf("pass_fail", props)) return <PassFail {...props} />;
  if (isOf("number", props)) return <NumberInput {...props} />;
  if (isOf("choice", props)) return <OneChoice {...props} />;
  if (isOf("multiple_choice", props)) return <ManyChoices {...props} />;
  if (isOf("text", props)) return <TextInput {...props} />;
  if (isOf("date", props)) return <DateInput {...props} />;
  if (isOf("place", props)) return <PlaceInput {...props} scene={scene} />;
  return null;
}
