/** What of an XLSForm becomes a checklist, and the columns that it has here beside its own. */
import { t } from "~/i18n";

const OWN = ["unit", "photo", "finding", "subject_kind"] as const;
const TAKEN = ["types", "pass_fail", "sections", "photos", "rules", "languages"] as const;

export function XlsformHelp() {
  return (
    <section class="xlsform" aria-label={t("xlsform.title")}>
      <p>{t("xlsform.words")}</p>
      <dl class="xlsform__own">
        {OWN.map((column) => (
          <div key={column}>
            <dt>
              <code>{column}</code> <span class="soft small">{t(`xlsform.where.${column}`)}</span>
            </dt>
            <dd>{t(`xlsform.own.${column}`)}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>{t("xlsform.taken")}</summary>
        <ul>
          {TAKEN.map((thing) => (
            <li key={thing}>{t(`xlsform.takes.${thing}`)}</li>
          ))}
        </ul>
        <p class="soft">{t("xlsform.rest")}</p>
      </details>
    </section>
  );
}
