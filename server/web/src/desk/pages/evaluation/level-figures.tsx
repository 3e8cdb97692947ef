/** Where the sums of the level below differ from one's own numbers, table by table. */
import type { FigureDifference } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { type Column, Table } from "~/ui/table";
import { number } from "~/words/numbers";
import { useOpened } from "../../evaluations/opened";
import { useFigures } from "../../evaluations/places";
import "./levels.css";

function useColumns(): Column<FigureDifference>[] {
  const { evaluation } = useOpened();
  const figures = useFigures(evaluation.id).data?.figures ?? [];
  const column = (one: FigureDifference) =>
    said(
      figures.find((table) => table.key === one.figure)?.columns.find((two) => two.key === one.column)?.title,
    ) || one.column;
  return [
    {
      id: "row",
      head: t("evaluation.row"),
      look: "lead",
      width: "46%",
      cell: (one) => (
        <span>
          {said(one.row_title)}: {column(one)}
        </span>
      ),
    },
    { id: "own", head: t("levels.own"), look: "number", cell: (one) => number(one.own, 0) },
    { id: "below", head: t("levels.below"), look: "number", cell: (one) => number(one.below, 0) },
    {
      id: "difference",
      head: t("levels.difference"),
      look: "number",
      cell: ({ own, below }) => `${own > below ? "+" : "−"}${number(Math.abs(own - below), 0)}`,
    },
  ];
}

function OfTable({ differences }: { differences: FigureDifference[] }) {
  const columns = useColumns();
  const title = said(differences[0]?.title);
  return (
    <details class="card level">
      <summary>
        <h4>{title}</h4>
        <Badge tone="amber">{t("levels.differences_n", { n: differences.length })}</Badge>
      </summary>
      <div class="level__body">
        <Table
          caption={title}
          columns={columns}
          rows={differences}
          rowKey={(one) => `${one.row} ${one.column}`}
        />
      </div>
    </details>
  );
}

export function LevelFigures({ differences }: { differences: FigureDifference[] }) {
  const tables = [...new Set(differences.map((one) => one.figure))];
  return (
    <section aria-labelledby="level-figures">
      <h3 id="level-figures">{t("levels.figures")}</h3>
      <p class="soft small levels__hint">{t("levels.figures_hint")}</p>
      {differences.length === 0 && <p>{t("levels.figures_same")}</p>}
      <div class="levels__sections">
        {tables.map((key) => (
          <OfTable key={key} differences={differences.filter((one) => one.figure === key)} />
        ))}
      </div>
    </section>
  );
}
