/** A section that is being written: its words and fields as they stand here, sent by themselves. */
import * as api from "~/api/evaluations";
import type { EvaluationSection, FieldValue } from "~/api/evaluations.types";
import type { Keeper, Kept, Server } from "./keeper";
import type { Parts } from "./merge";
import { putSection, refreshAround, reload } from "./store";
import { useKeeper } from "./use-keeper";

/** The name of a field among the parts. */
export const partOf = (field: string) => `field ${field}`;
const fieldOf = (part: string) => part.slice("field ".length);

export function keptOf(section: EvaluationSection): Kept {
  const fields = section.fields.map((field) => [partOf(field.key), field.value] as const);
  return {
    parts: { words: section.words, ...Object.fromEntries(fields) },
    seen: section.changed_at,
    by: section.changed_by_name,
  };
}

function serverOf(id: string, key: string): Server {
  return {
    save: async (parts: Parts, changed: string[], seen: string | undefined) => {
      const fields = changed
        .filter((part) => part !== "words")
        .map((part) => [fieldOf(part), (parts[part] as FieldValue | undefined) ?? null] as const);
      const section = await api.write(id, key, {
        seen: seen ?? null,
        words: String(parts.words ?? ""),
        fields: Object.fromEntries(fields),
      });
      putSection(id, section);
      refreshAround(id, "history");
      return keptOf(section);
    },
    read: async () => {
      const fresh = await reload(id);
      const section = fresh.sections.find((one) => one.key === key);
      if (!section) throw new Error(`the form has no section ${key} any more`);
      return keptOf(section);
    },
  };
}

export const sectionKeyOf = (id: string, section: string) => `${id} ${section}`;

export function useSection(id: string, section: EvaluationSection): Keeper {
  return useKeeper(sectionKeyOf(id, section.key), keptOf(section), serverOf(id, section.key));
}
