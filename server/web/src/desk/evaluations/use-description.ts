/** What a report is called, which days it counts, and its head, as they stand here; sent by themselves. */

import { put } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Evaluation, Head } from "~/api/evaluations.types";
import type { Keeper, Kept } from "./keeper";
import type { Parts } from "./merge";
import { keyOf, refreshAround, reload } from "./store";
import { useKeeper } from "./use-keeper";

/** The parts that are typed line by line, one text with line ends. */
const LINES = ["issuer", "authority", "recipients"] as const;

export function partsOf({
  title,
  from,
  to,
  head,
}: Pick<Evaluation, "title" | "from" | "to" | "head">): Parts {
  const { signatory = {}, ...rest } = head;
  const parts: Record<string, unknown> = { title, from, to, ...rest, ...signatory };
  for (const name of LINES) parts[name] = ((parts[name] as string[] | undefined) ?? []).join("\n");
  return parts;
}

const text = (parts: Parts, name: string) => String(parts[name] ?? "").trim();
const lines = (parts: Parts, name: string) =>
  text(parts, name)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** The head that the parts say; what is empty is left out. */
export function headOf(parts: Parts): Head {
  const some = <T extends string | string[]>(name: string, value: T) =>
    value.length > 0 ? { [name]: value } : {};
  const signatory = {
    ...some("authority", lines(parts, "authority")),
    ...some("post", text(parts, "post")),
    ...some("name", text(parts, "name")),
  };
  return {
    ...some("superior", text(parts, "superior")),
    ...some("issuer", lines(parts, "issuer")),
    ...some("number", text(parts, "number")),
    ...some("symbol", text(parts, "symbol")),
    ...some("place", text(parts, "place")),
    ...some("date", text(parts, "date")),
    ...(Object.keys(signatory).length > 0 ? { signatory } : {}),
    ...some("recipients", lines(parts, "recipients")),
  };
}

const keptOf = (evaluation: Evaluation): Kept => ({
  parts: partsOf(evaluation),
  seen: evaluation.changed_at,
});

export function useDescription(evaluation: Evaluation): Keeper {
  const { id } = evaluation;
  return useKeeper(`${id} head`, keptOf(evaluation), {
    save: async (parts, changed, seen) => {
      const changes = (name: string) => changed.includes(name);
      const described = await api.describe(id, seen ?? evaluation.changed_at, {
        // A title is not taken away, and half a date is none.
        ...(changes("title") && text(parts, "title") ? { title: text(parts, "title") } : {}),
        ...(changes("from") && text(parts, "from") ? { from: text(parts, "from") } : {}),
        ...(changes("to") && text(parts, "to") ? { to: text(parts, "to") } : {}),
        head: headOf(parts),
      });
      put(keyOf(id), described);
      refreshAround(id, "history", "figures");
      return keptOf(described);
    },
    read: async () => keptOf(await reload(id)),
  });
}
