/** Where things stand in a list that people put in order. */

interface Thing {
  id: string;
}

/** The list with one of it before another, or at the end. */
export function moved<T extends Thing>(list: readonly T[], id: string, before: string | null): T[] {
  const thing = list.find((one) => one.id === id);
  if (!thing || before === id) return [...list];
  const rest = list.filter((one) => one.id !== id);
  const at = before === null ? rest.length : rest.findIndex((one) => one.id === before);
  return at < 0 ? [...rest, thing] : [...rest.slice(0, at), thing, ...rest.slice(at)];
}

/** Before which one a step up or down puts it; `undefined` where there is no further to go. */
export function stepped(list: readonly Thing[], id: string, step: -1 | 1): string | null | undefined {
  const at = list.findIndex((one) => one.id === id);
  if (at < 0 || at + step < 0 || at + step >= list.length) return undefined;
  return step < 0 ? (list[at - 1]?.id ?? null) : (list[at + 2]?.id ?? null);
}

/** Before which one it stands; `null` at the end. It is what puts it back where it was. */
export function followerOf(list: readonly Thing[], id: string): string | null {
  const at = list.findIndex((one) => one.id === id);
  return at < 0 ? null : (list[at + 1]?.id ?? null);
}

/** The place that a pointer is nearest to: before the first whose middle is below it. `middles` are in order. */
export function placeAt(middles: readonly { id: string; y: number }[], y: number): string | null {
  return middles.find((one) => y < one.y)?.id ?? null;
}
