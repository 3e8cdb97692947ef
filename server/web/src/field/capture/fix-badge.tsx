/** How well the place is known, in a colour and in words. */
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { metres } from "~/words/numbers";
import type { Placed } from "./fix";
import "./fix-badge.css";

export function FixBadge({ fix, problem, accuracyM }: Omit<Placed, "waiting"> & { accuracyM: number }) {
  const good = fix && fix.accuracy_m <= accuracyM;
  const look = good ? "good" : problem ? "none" : "coarse";
  return (
    <p class={`fix-badge fix-badge--${look}`}>
      <Icon name={look === "none" ? "warn" : "place"} size={20} />
      <span>
        {fix && (
          <strong class="number">
            {t("capture.place.accuracy", { accuracy: metres(Math.round(fix.accuracy_m)) })}
          </strong>
        )}
        {fix && !good && " "}
        {fix
          ? !good && t("capture.place.coarse", { wanted: metres(accuracyM) })
          : t(problem ? `capture.place.${problem}` : "capture.place.seeking")}
      </span>
    </p>
  );
}
