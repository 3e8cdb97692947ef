/** The evaluations that are on screen, in the cache: what an answer changes of them without asking for the whole again. */
import { invalidate, peek, put } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Attachment, Evaluation, EvaluationSection } from "~/api/evaluations.types";
import { Problem } from "~/api/problem";
import { alike } from "./merge";

export const keyOf = (id: string) => `evaluation:${id}`;

export const known = (id: string) => peek<Evaluation>(keyOf(id));

/** What other pages show of it is old. */
export function refreshAround(
  id: string,
  ...parts: ("figures" | "proposals" | "levels" | "history")[]
): void {
  invalidate(
    (key) =>
      key === "evaluations" ||
      parts.some((part) => (part === "levels" ? key.startsWith("levels:") : key.startsWith(`${part}:${id}`))),
  );
}

export function putSections(id: string, make: (sections: EvaluationSection[]) => EvaluationSection[]): void {
  const before = known(id);
  if (before) put<Evaluation>(keyOf(id), { ...before, sections: make(before.sections) });
}

/** The words and fields of a section; what is attached stays as it is known. */
export function putSection(id: string, section: EvaluationSection): void {
  putSections(id, (sections) =>
    sections.map((one) => (one.key === section.key ? { ...section, attachments: one.attachments } : one)),
  );
}

export function putAttached(
  id: string,
  section: string,
  make: (attachments: Attachment[]) => Attachment[],
): void {
  putSections(id, (sections) =>
    sections.map((one) => (one.key === section ? { ...one, attachments: make(one.attachments) } : one)),
  );
}

export function putAttachment(id: string, attachment: Attachment): void {
  putSections(id, (sections) =>
    sections.map((one) => ({
      ...one,
      attachments: one.attachments.map((other) => (other.id === attachment.id ? attachment : other)),
    })),
  );
}

export async function reload(id: string): Promise<Evaluation> {
  const fresh = await api.read(id);
  put(keyOf(id), fresh);
  return fresh;
}

/** All that it says, in marks that change when anything of it does. */
function marksOf({ state, title, from, to, head, sections }: Evaluation): unknown {
  const said = sections.map(({ key, changed_at, attachments }) => ({
    key,
    changed_at,
    attachments: attachments.map((one) => `${one.id} ${one.changed_at}`),
  }));
  return { state, title, from, to, head, said };
}

/**
 * The `seen` for a step. Writing a section moves the evaluation's `changed_at` on, and the answer does not say to when; so
 * it is asked for here, and where anything else is other than what is on screen, the step is refused as the server would.
 */
export async function seenNow(shown: Evaluation): Promise<string> {
  const fresh = await reload(shown.id);
  if (!alike(marksOf(fresh), marksOf(shown)))
    throw new Problem(409, {
      type: "/problems/evaluation.moved_on",
      title: "The evaluation has changed since it was looked at",
      title_vi: "Báo cáo đã thay đổi từ lúc xem",
    });
  return fresh.changed_at;
}
