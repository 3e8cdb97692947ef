/** What stopped the last try to sync, in words. */
import type { SyncProblem } from "~/field/sync/state";
import { has, language, t } from "~/i18n";

export function problemWords({ code, status, title, titleVi }: SyncProblem): string {
  const known = `field.queue.problem.${code}`;
  if (has(known)) return t(known);
  const said = language() === "en" ? title : titleVi || title;
  // What went wrong in the app itself has a name, and no words for people.
  return status > 0 && said ? said : t("field.queue.problem.unexpected");
}
