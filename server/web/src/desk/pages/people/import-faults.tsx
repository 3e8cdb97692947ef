/** What is wrong with a file, each thing by its place, so that its author can go from one to the next. */
import type { Violation } from "~/api/types";
import { language, t } from "~/i18n";
import { type Column, Table } from "~/ui/table";
import { placeOf } from "./import-place";

const columns = (): Column<Violation>[] => [
  {
    id: "row",
    head: t("import.row"),
    width: "18%",
    cell: ({ path }) => {
      const { sheet, row } = placeOf(path);
      return (
        <div>
          {sheet && <code class="import__column">{sheet}</code>}
          <div class="number">{row > 0 ? row : t("import.whole")}</div>
        </div>
      );
    },
  },
  {
    id: "column",
    head: t("import.column"),
    width: "22%",
    cell: ({ path }) => <code class="import__column">{placeOf(path).column}</code>,
  },
  {
    id: "reason",
    head: t("import.reason"),
    look: "lead",
    cell: (fault) => <span>{language() === "en" ? fault.message : fault.message_vi || fault.message}</span>,
  },
];

export function ImportFaults({ faults }: { faults: Violation[] }) {
  const numbered = faults.map((fault, at) => ({ ...fault, at }));
  return (
    <section class="import__faults" role="alert" aria-labelledby="import-faults">
      <h3 id="import-faults">{t("import.faults", { count: faults.length })}</h3>
      <p class="soft">{t("import.faults_words")}</p>
      <Table
        caption={t("import.faults", { count: faults.length })}
        columns={columns()}
        rows={numbered}
        rowKey={(fault) => String((fault as (typeof numbered)[number]).at)}
      />
    </section>
  );
}
