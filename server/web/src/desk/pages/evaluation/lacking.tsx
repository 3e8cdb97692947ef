/** What is still to be filled, section by section; each leads there. */

import { said, t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { roman, useOpened } from "../../evaluations/opened";
import type { Lacking } from "../../evaluations/to-fill";
import { lackingOf } from "../../evaluations/to-fill";

function wordsOf({ words, fields, changed }: Lacking): string {
  return [
    words && t("steps.lacking_words"),
    fields.length > 0 && t("steps.lacking_fields", { n: fields.length }),
    changed > 0 && t("steps.lacking_changed", { n: changed }),
  ]
    .filter(Boolean)
    .join("; ");
}

export function LackingList({
  onGo,
  below = 0,
}: {
  onGo: () => void /** Bodies of the level below that were not taken in. */;
  below?: number;
}) {
  const { evaluation, at } = useOpened();
  const lacking = lackingOf(evaluation);
  if (lacking.length === 0 && below === 0)
    return (
      <p class="lacking lacking--none">
        <Icon name="check" size={16} /> {t("steps.lacking_none")}
      </p>
    );
  return (
    <section class="lacking" aria-labelledby="lacking">
      <h3 id="lacking">
        <Icon name="edit" size={16} /> {t("steps.lacking")}
      </h3>
      <ul>
        {lacking.map((one) => (
          <li key={one.section.key}>
            <a href={at({ section: one.section.key })} onClick={onGo}>
              {roman(evaluation.sections.indexOf(one.section) + 1)}. {said(one.section.title)}
            </a>
            <span class="small"> {wordsOf(one)}</span>
          </li>
        ))}
        {below > 0 && (
          <li>
            <a href={at({ view: "levels" })} onClick={onGo}>
              {t("evaluation.levels")}
            </a>
            <span class="small"> {t("steps.lacking_bodies", { n: below })}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
