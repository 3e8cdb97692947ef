/** Exports that are being made, followed until they are done, wherever one goes meanwhile. */
import { invalidate, peek, put } from "~/api/cache";
import * as api from "~/api/exports";
import type { Ask, Export } from "~/api/exports.types";
import { asProblem } from "~/api/problem";
import { t } from "~/i18n";
import { tell, tellFailure, tellFile, tellProblem } from "~/ui/toast";
import { troubleWords } from "./trouble";

export const KEY = "exports";

/** How long between two looks, the longer it takes. */
const PACE_MS = [700, 1200, 2000, 4000];

export const isRunning = (one: Export) => one.state === "waiting" || one.state === "running";

const watched = new Set<string>();

function keep(one: Export): void {
  const before = peek<Export[]>(KEY);
  if (!before) return;
  const known = before.some((other) => other.id === one.id);
  put(KEY, known ? before.map((other) => (other.id === one.id ? one : other)) : [one, ...before]);
}

function ended(one: Export): void {
  const name = one.file_name;
  if (one.state === "done")
    tellFile(t("exports.ready", { name }), api.fileAddress(one.id), t("exports.download"));
  else tellFailure([t("exports.failed", { name }), one.problem && troubleWords(one.problem)]);
}

/** Looks until it is done; tells of it where `loud`. A look that fails is tried again, more slowly. */
export async function watch(id: string, loud = false): Promise<void> {
  if (watched.has(id)) return;
  watched.add(id);
  try {
    for (let look = 0; ; look += 1) {
      await new Promise((resume) => setTimeout(resume, PACE_MS[Math.min(look, PACE_MS.length - 1)]));
      try {
        const one = await api.read(id);
        keep(one);
        if (isRunning(one)) continue;
        if (loud) ended(one);
        return;
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem.status === 404 || problem.status === 401) return;
      }
    }
  } finally {
    watched.delete(id);
  }
}

/** Asks for a file and follows it. Answers it, or nothing where it was refused. */
export async function begin(what: Ask): Promise<Export | undefined> {
  try {
    const one = await api.ask(what);
    if (peek<Export[]>(KEY)) keep(one);
    else invalidate((key) => key === KEY);
    tell(t("exports.begun", { name: one.file_name }));
    void watch(one.id, true);
    return one;
  } catch (thrown) {
    tellProblem(thrown);
    return undefined;
  }
}

export async function drop(one: Export): Promise<void> {
  try {
    await api.remove(one.id);
    put(
      KEY,
      (peek<Export[]>(KEY) ?? []).filter((other) => other.id !== one.id),
    );
    // A file that is gone can only be made again.
    tell(t("exports.removed", { name: one.file_name }), () => void begin(one.ask));
  } catch (thrown) {
    tellProblem(thrown);
  }
}
