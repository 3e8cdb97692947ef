import type { Item, ItemType, Value } from "~/api/types";

/** What every input is given. */
export interface InputProps<T extends ItemType["type"] = ItemType["type"]> {
  item: Item & { answer: Extract<ItemType, { type: T }> };
  /** The id of the question, which names the input. */
  labelledBy: string;
  /** The ids of hint and faults. */
  describedBy: string | undefined;
  value: Value | undefined;
  /** Nothing takes the answer back. `typing`: more is about to come. */
  onValue: (value: Value | undefined, typing?: boolean) => void;
  /** The finger left: what was typed is kept at once. */
  onRest: () => void;
}
