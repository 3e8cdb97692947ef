/** Bodies that owe a report and have begun none: many at first, so they stand in a few lines. */
import type { BodyBelow } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import "./missing.css";
import { bodyName, EvaluationBadge } from "./parts";

export function Missing({
  bodies,
  onCreate,
}: {
  bodies: BodyBelow[];
  onCreate?: ((missing: BodyBelow) => void) | undefined;
}) {
  if (bodies.length === 0) return null;
  return (
    <div class="missing-bodies">
      <p class="row">
        <EvaluationBadge state="missing" /> <span class="soft small">{t("turn.missing")}</span>
      </p>
      <ul>
        {bodies.map((body) => (
          <li key={`${body.unit} ${body.department ?? ""}`}>
            {onCreate ? (
              <button
                type="button"
                class="missing-body"
                title={t("evaluations.create_for", { name: bodyName(body) })}
                onClick={() => onCreate(body)}
              >
                <Icon name="plus" size={14} /> <span class="unseen">{t("evaluations.create")} </span>
                {bodyName(body)}
              </button>
            ) : (
              <span class="missing-body">{bodyName(body)}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
