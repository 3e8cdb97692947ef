/** How the list is sorted, and what would make it better. */
import { Call } from "~/field/layout/parts";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { metres } from "~/words/numbers";
import type { Placed } from "./use-place";

/** A place that is no better than this sorts villages, not subjects. */
const COARSE_M = 500;

export function PlaceLine({ placed }: { placed: Placed }) {
  const { fix, allowed, ask, waiting } = placed;
  if (fix)
    return (
      <p class="soft" role="status">
        {t(fix.accuracy_m > COARSE_M ? "field.visit.placed_coarse" : "field.visit.placed", {
          m: metres(fix.accuracy_m),
        })}
      </p>
    );
  if (allowed === "denied") return <Call tone="warn" title={t("field.visit.place_denied")} />;
  if (waiting)
    return (
      <p class="soft" role="status">
        {t("field.visit.placing")}
      </p>
    );
  return (
    <Call icon="place" title={t("field.visit.place_off")}>
      <Button small onClick={ask}>
        {t("field.visit.place_ask")}
      </Button>
    </Call>
  );
}
