/** Two people wrote the same thing: what each changed against what both had seen, part by part. */

/** What is written, part by part. An absent part and an empty one are the same. */
export type Parts = Readonly<Record<string, unknown>>;

/** Data alike in all that they say; an empty text, an empty list and nothing are the same. */
export function alike(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return value.length === 0 ? "" : `[${value.map(canonical).join()}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, canonical(inner)] as const)
    .filter(([, inner]) => inner !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? "" : JSON.stringify(entries);
}

/** The names of the parts that differ. */
export function changedParts(before: Parts, now: Parts): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => !alike(before[name], now[name])).sort();
}

/**
 * Brings one's own changes and somebody else's together. Where both changed a part, and not to the same, it clashes: one's
 * own stays and a person decides.
 */
export function merge(base: Parts, mine: Parts, theirs: Parts): { merged: Parts; clash: string[] } {
  const own = new Set(changedParts(base, mine));
  const other = new Set(changedParts(base, theirs));
  const merged: Record<string, unknown> = { ...theirs };
  for (const name of own) merged[name] = mine[name];
  const clash = [...own].filter((name) => other.has(name) && !alike(mine[name], theirs[name]));
  return { merged, clash };
}
