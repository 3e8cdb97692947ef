/** Takes a step with what is on screen. Where it was changed meanwhile, it is loaded again and nothing is done. */
import { useState } from "preact/hooks";
import { put } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Evaluation, Head, Step } from "~/api/evaluations.types";
import { asProblem, Problem } from "~/api/problem";
import { t } from "~/i18n";
import { tell } from "~/ui/toast";
import { useOpened } from "../../evaluations/opened";
import { keyOf, known, refreshAround, reload, seenNow } from "../../evaluations/store";
import { flushAll } from "../../evaluations/use-keeper";

export function useStep(onClose: () => void) {
  const { evaluation } = useOpened();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const attempt = async (act: (seen: string) => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      // What is being written goes first: the step is about what the server has.
      if (!(await flushAll()))
        throw new Problem(409, { title: t("keeping.leave"), title_vi: t("keeping.leave") });
      await act(await seenNow(known(evaluation.id) ?? evaluation));
      onClose();
    } catch (thrown) {
      const found = asProblem(thrown);
      if (found.status === 409) await reload(evaluation.id).catch(() => undefined);
      setProblem(found);
      setBusy(false);
    }
  };
  const take = (step: Step, done: string, body: { words?: string; head?: Head } = {}) =>
    attempt(async (seen) => {
      const after = await api.step(evaluation.id, { step, seen, ...body });
      put<Evaluation>(keyOf(evaluation.id), after);
      refreshAround(evaluation.id, "figures", "levels", "history");
      tell(done);
    });
  return { busy, problem, attempt, take };
}
