/** The papers of a visit: minutes for each commune, the notice of results, what was put right. */
import { useState } from "preact/hooks";
import { type Ask, type Export, PAPERS, type Paper as PaperFormat } from "~/api/exports.types";
import type { Visit } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Check, Select } from "~/ui/form";
import { ExportList } from "../../exports/export-row";
import "../../exports/exports.css";
import { useExports } from "../../exports/use-exports";
import { begin } from "../../exports/watch";
import { useNames } from "../../names";
import { useSession } from "../../session";

/** What was asked for this visit; what was put right is asked for by commune. */
function isOf({ ask }: Export, visit: Visit): boolean {
  if (ask.what === "minutes" || ask.what === "notice") return ask.visit === visit.id;
  return ask.what === "follow_up" && visit.communes.includes(ask.filter?.commune ?? "");
}

function Paper({ title, hint, ask }: { title: string; hint: string; ask: (format: PaperFormat) => Ask }) {
  const [busy, setBusy] = useState<string>();
  return (
    <li class="export-choice">
      <div>
        <strong>{title}</strong>
        <p class="soft small">{hint}</p>
      </div>
      <div class="export-choice__acts">
        {PAPERS.map((format) => (
          <Button
            key={format}
            icon="download"
            busy={busy === format}
            onClick={() => {
              setBusy(format);
              void begin(ask(format)).finally(() => setBusy(undefined));
            }}
          >
            {t(`export_format.${format}`)}
            <span class="unseen"> {title}</span>
          </Button>
        ))}
      </div>
    </li>
  );
}

function Inside({ visit }: { visit: Visit }) {
  const names = useNames();
  const exports = useExports().data ?? [];
  const [commune, setCommune] = useState(visit.communes[0] ?? "");
  const [open, setOpen] = useState(false);
  const own = exports.filter((one) => isOf(one, visit));
  const of = { visit: visit.id, commune };
  return (
    <section class="card" aria-labelledby="papers">
      <div class="card__head">
        <h2 id="papers">{t("visit_papers.title")}</h2>
        {visit.communes.length > 1 && (
          <Select
            bare
            label={t("visit_papers.choose_commune")}
            value={commune}
            onChange={setCommune}
            options={visit.communes.map((id) => ({ value: id, label: names.unit(id) }))}
          />
        )}
      </div>
      <ul>
        <Paper
          title={`${t("export_what.minutes")}: ${names.unit(commune)}`}
          hint={t("visit_papers.minutes_hint")}
          ask={(format) => ({
            what: "minutes",
            format,
            ...of,
            ...(open ? { open_households: true } : {}),
          })}
        />
        <Paper
          title={`${t("export_what.notice")}: ${names.unit(commune)}`}
          hint={t("visit_papers.notice_hint")}
          ask={(format) => ({ what: "notice", format, ...of })}
        />
        <Paper
          title={`${t("export_what.follow_up")}: ${names.unit(commune)}`}
          hint={t("visit_papers.follow_up_hint")}
          ask={(format) => ({ what: "follow_up", format, filter: { commune } })}
        />
      </ul>
      <div class="export-choice">
        <Check
          label={
            <>
              {t("visit_papers.open_households")}
              <span class="field__hint"> {t("exports.open_households_hint")}</span>
            </>
          }
          checked={open}
          onChange={setOpen}
        />
      </div>
      {own.length > 0 && <ExportList exports={own} />}
    </section>
  );
}

export function VisitPapers({ visit }: { visit: Visit }) {
  const { can } = useSession();
  return can("export") ? <Inside visit={visit} /> : null;
}
