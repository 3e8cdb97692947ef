/** The report as files: the document, its tables, the evidence; and those that were made before. */
import { useState } from "preact/hooks";
import type { Ask, Export } from "~/api/exports.types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import type { IconName } from "~/ui/icon";
import { Loaded } from "~/ui/states";
import { useOpened } from "../../evaluations/opened";
import { flushAll } from "../../evaluations/use-keeper";
import { ExportList } from "../../exports/export-row";
import "../../exports/exports.css";
import { useExports } from "../../exports/use-exports";
import { begin } from "../../exports/watch";
import { useSession } from "../../session";

/** What was asked for this report. The bundle of its findings names them and not it. */
function isOf(one: Export, id: string, findings: ReadonlySet<string>): boolean {
  if (one.ask.what === "evaluation") return one.ask.evaluation === id;
  if (one.ask.what !== "bundle") return false;
  return one.ask.evaluation === id || (one.ask.findings?.every((finding) => findings.has(finding)) ?? false);
}

function Choice({
  ask,
  title,
  hint,
  icon,
  disabled,
}: {
  ask: Ask;
  title: string;
  hint: string;
  icon: IconName;
  disabled?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  return (
    <li class="export-choice">
      <div>
        <strong>{title}</strong>
        <p class="soft small">{hint}</p>
      </div>
      <div class="export-choice__acts">
        <Button
          icon={icon}
          busy={busy}
          disabled={disabled ?? false}
          onClick={() => {
            setBusy(true);
            // What is being written belongs into the file.
            void flushAll()
              .then(() => begin(ask))
              .finally(() => setBusy(false));
          }}
        >
          {t("exports.menu")}
          <span class="unseen"> {title}</span>
        </Button>
      </div>
    </li>
  );
}

export function ExportsView() {
  const { evaluation } = useOpened();
  const { can } = useSession();
  const answer = useExports();
  const findings = evaluation.sections.flatMap((one) => one.attachments.map((two) => two.finding));
  const none = findings.length === 0;
  const known = new Set(findings);
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("evaluation.exports")}</h2>
      {evaluation.state !== "signed" && <p class="notice">{t("export_hint.draft")}</p>}
      {can("export") && (
        <ul class="card">
          <Choice
            icon="report"
            title={`${t("export_what.evaluation")}: ${t("export_format.docx")}`}
            hint={t("export_hint.evaluation_docx")}
            ask={{ what: "evaluation", format: "docx", evaluation: evaluation.id }}
          />
          <Choice
            icon="chart"
            title={`${t("export_what.evaluation")}: ${t("export_format.xlsx")}`}
            hint={t("export_hint.evaluation_xlsx")}
            ask={{ what: "evaluation", format: "xlsx", evaluation: evaluation.id }}
          />
          <Choice
            icon="box"
            title={t("export_what.bundle")}
            hint={t(none ? "export_hint.no_findings" : "export_hint.bundle")}
            disabled={none}
            ask={{ what: "bundle", findings }}
          />
        </ul>
      )}
      <Loaded answer={answer}>
        {(exports) => {
          const own = exports.filter((one) => isOf(one, evaluation.id, known));
          return (
            own.length > 0 && (
              <section class="card" aria-labelledby="own-exports">
                <h3 id="own-exports" class="card__head">
                  {t("exports.recent")}
                </h3>
                <ExportList exports={own} />
              </section>
            )
          );
        }}
      </Loaded>
      <p>
        <a href="/desk/exports">{t("exports.all")}</a>
      </p>
    </article>
  );
}
