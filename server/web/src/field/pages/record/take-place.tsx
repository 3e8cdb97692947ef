/** Waits for a place that is good enough, takes it by itself, and lets nobody wait who does not want to. */
import { useEffect } from "preact/hooks";
import { type FixProblem, useFix } from "~/field/capture/fix";
import { Call, Meter } from "~/field/layout/parts";
import type { Fix } from "~/field/model";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { metres } from "~/words/numbers";
import "./inputs/inputs.css";

const PROBLEM: Record<FixProblem, "fill.place.denied" | "fill.place.unavailable" | "fill.place.timeout"> = {
  denied: "fill.place.denied",
  unavailable: "fill.place.unavailable",
  timeout: "fill.place.timeout",
};

export function TakePlace({
  wantedM,
  onFix,
  onStop,
}: {
  wantedM: number;
  onFix: (fix: Fix) => void;
  onStop: () => void;
}) {
  const { fix, problem } = useFix({ accuracyM: wantedM });
  const good = fix !== undefined && fix.accuracy_m <= wantedM;
  useEffect(() => {
    if (good) onFix(fix);
  }, [good]);
  if (problem)
    return (
      <Call tone="warn" live title={t(PROBLEM[problem])}>
        <Button onClick={onStop}>{t("fill.place.stop")}</Button>
      </Call>
    );
  const m = fix && metres(Math.round(fix.accuracy_m));
  return (
    <div class="take-place" role="status">
      <p class="take-place__now">
        {m ? t("fill.place.waiting_better", { m, wanted: metres(wantedM) }) : t("fill.place.waiting")}
      </p>
      {/* Full at the accuracy that is wanted: half of it at twice as many metres. */}
      <Meter label={t("fill.place.waiting")} value={fix && Math.min(1, wantedM / fix.accuracy_m)} max={1} />
      <p class="soft">{t("fill.place.waiting_hint")}</p>
      <div class="take-place__acts">
        {fix && m && <Button onClick={() => onFix(fix)}>{t("fill.place.take_now", { m })}</Button>}
        <Button look="quiet" onClick={onStop}>
          {t("fill.place.stop")}
        </Button>
      </div>
    </div>
  );
}
