/** The report as files: the document, its tables, the evidence; and those that were made before. */
import { useState } from "preact/hooks";
import type { Ask, Export, ExportFormat } from "~/api/exports.types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Check } from "~/ui/form";
import type { IconName } from "~/ui/icon";
import { Loaded } from "~/ui/states";
import { useOpened } from "../../evaluations/opened";
import { flushAll } from "../../evaluations/use-keeper";
import { ExportList } from "../../exports/export-row";
import "../../exports/exports.css";
import { useExports } from "../../exports/use-exports";
import { begin } from "../../exports/watch";
import { useSession } from "../../session";

const isOf = ({ ask }: Export, id: string) => ask.what === "evaluation" && ask.evaluation === id;

function Choice({ ask, title, hint, icon }: { ask: Ask; title: string; hint: string; icon: IconName }) {
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

/** The report as which kinds of file. */
const FILES = [
  { format: "docx", icon: "report" },
  { format: "pdf", icon: "book" },
  { format: "xlsx", icon: "chart" },
  { format: "zip", icon: "box" },
] as const satisfies readonly { format: ExportFormat; icon: IconName }[];

function Choices() {
  const { evaluation } = useOpened();
  const [open, setOpen] = useState(false);
  return (
    <section class="card" aria-label={t("exports.menu")}>
      <ul>
        {FILES.map(({ format, icon }) => (
          <Choice
            key={format}
            icon={icon}
            title={t(`evaluation_file.${format}`)}
            hint={t(`evaluation_file_hint.${format}`)}
            ask={{
              what: "evaluation",
              format,
              evaluation: evaluation.id,
              ...(open ? { open_households: true } : {}),
            }}
          />
        ))}
      </ul>
      <div class="export-choice">
        <Check
          label={
            <>
              {t("evaluation_file.open_households")}
              <span class="field__hint"> {t("evaluation_file_hint.open_households")}</span>
            </>
          }
          checked={open}
          onChange={setOpen}
        />
      </div>
    </section>
  );
}

export function ExportsView() {
  const { evaluation } = useOpened();
  const { can } = useSession();
  const answer = useExports();
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("evaluation.exports")}</h2>
      {evaluation.state === "draft" && <p class="notice">{t("evaluation_file_hint.draft")}</p>}
      {can("export") && <Choices />}
      <Loaded answer={answer}>
        {(exports) => {
          const own = exports.filter((one) => isOf(one, evaluation.id));
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
