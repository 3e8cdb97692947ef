/** All files that the person asked for. */
import type { Export } from "~/api/exports.types";
import { t, wordFor } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { moment } from "~/words/dates";
import { ExportActs, Progress, Size } from "../../exports/export-row";
import { useExports } from "../../exports/use-exports";
import { PageHead } from "../../layout/page";

const COLUMNS = (): Column<Export>[] => [
  {
    id: "file",
    head: t("exports.file"),
    look: "lead",
    width: "40%",
    cell: (one) => (
      <div>
        <strong>{one.file_name}</strong>
        <div class="soft small">{wordFor("export_what", one.ask.what)}</div>
      </div>
    ),
  },
  {
    id: "asked",
    head: t("exports.asked"),
    cell: (one) => <span class="number nowrap">{moment(one.created_at)}</span>,
  },
  { id: "state", head: t("exports.state"), cell: (one) => <Progress one={one} /> },
  { id: "size", head: t("exports.size"), cell: (one) => <Size one={one} /> },
  { id: "acts", head: t("table.acts"), look: "acts", cell: (one) => <ExportActs one={one} /> },
];

export default function ExportsPage() {
  const answer = useExports();
  return (
    <>
      <PageHead title={t("exports.title")} />
      <p class="lead soft">{t("exports.lead")}</p>
      <Loaded answer={answer}>
        {(exports) =>
          exports.length === 0 ? (
            <Empty icon="download" words={t("exports.none")}>
              <p>{t("exports.none_hint")}</p>
            </Empty>
          ) : (
            <Table caption={t("exports.title")} columns={COLUMNS()} rows={exports} rowKey={(one) => one.id} />
          )
        }
      </Loaded>
    </>
  );
}
