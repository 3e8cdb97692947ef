/** The papers of a visit: minutes for each commune, the notice of results, what was put right. */
import { useState } from "preact/hooks";
import type { Ask, Export } from "~/api/exports.types";
import type { Visit } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Select } from "~/ui/form";
import { ExportList } from "../../exports/export-row";
import "../../exports/exports.css";
import { useExports } from "../../exports/use-exports";
import { begin } from "../../exports/watch";
import { useNames } from "../../names";
import { useSession } from "../../session";

type Papers = Extract<Ask, { visit: string }>;

const isOf = (one: Export, visit: string) => "visit" in one.ask && one.ask.visit === visit;

function Paper({ title, hint, asks }: { title: string; hint: string; asks: Papers[] }) {
  const [busy, setBusy] = useState<string>();
  return (
    <li class="export-choice">
      <div>
        <strong>{title}</strong>
        <p class="soft small">{hint}</p>
      </div>
      <div class="export-choice__acts">
        {asks.map((ask) => (
          <Button
            key={ask.format}
            icon="download"
            busy={busy === ask.format}
            onClick={() => {
              setBusy(ask.format);
              void begin(ask).finally(() => setBusy(undefined));
            }}
          >
            {t(`export_format.${ask.format}`)}
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
  const own = exports.filter((one) => isOf(one, visit.id));
  const of = { visit: visit.id };
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
          asks={[
            { what: "minutes", format: "docx", ...of, commune },
            { what: "minutes", format: "pdf", ...of, commune },
          ]}
        />
        <Paper
          title={`${t("export_what.notice")}: ${t("visit_papers.all_communes").toLowerCase()}`}
          hint={t("visit_papers.notice_hint")}
          asks={[{ what: "notice", format: "docx", ...of }]}
        />
        <Paper
          title={`${t("export_what.follow_up")}: ${t("visit_papers.all_communes").toLowerCase()}`}
          hint={t("visit_papers.follow_up_hint")}
          asks={[{ what: "follow_up", format: "docx", ...of }]}
        />
      </ul>
      {own.length > 0 && <ExportList exports={own} />}
    </section>
  );
}

export function VisitPapers({ visit }: { visit: Visit }) {
  const { can } = useSession();
  return can("export") ? <Inside visit={visit} /> : null;
}
