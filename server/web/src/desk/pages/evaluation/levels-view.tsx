/** The level below: who has handed in, what was taken in, and what reads otherwise here. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { FigureDifference, Levels } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { number } from "~/words/numbers";
import { useOpened } from "../../evaluations/opened";
import { useFigures } from "../../evaluations/places";
import { Bodies } from "./bodies";
import { LevelSectionCard } from "./level-section";
import "./levels.css";

function useDifferenceColumns(): Column<FigureDifference>[] {
  const { evaluation } = useOpened();
  const figures = useFigures(evaluation.id).data?.figures ?? [];
  const column = (one: FigureDifference) =>
    said(
      figures.find((table) => table.key === one.figure)?.columns.find((two) => two.key === one.column)?.title,
    ) || one.column;
  return [
    {
      id: "figure",
      head: t("evaluation.figures"),
      look: "lead",
      width: "46%",
      cell: (one) => (
        <div>
          <strong>{said(one.row_title)}</strong>, {column(one)}
          <div class="soft small">{said(one.title)}</div>
        </div>
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

function FiguresBoth({ differences }: { differences: FigureDifference[] }) {
  const columns = useDifferenceColumns();
  return (
    <section aria-labelledby="level-figures">
      <h3 id="level-figures">
        {t("levels.figures")} {differences.length > 0 && <Badge tone="amber">{differences.length}</Badge>}
      </h3>
      <p class="soft small levels__hint">{t("levels.figures_hint")}</p>
      {differences.length === 0 ? (
        <p>{t("levels.figures_same")}</p>
      ) : (
        <Table
          caption={t("levels.figures")}
          columns={columns}
          rows={differences}
          rowKey={(one) => `${one.figure} ${one.row} ${one.column}`}
        />
      )}
    </section>
  );
}

function Compared({ levels }: { levels: Levels }) {
  return (
    <section aria-labelledby="level-sections">
      <h3 id="level-sections">{t("levels.compare")}</h3>
      <p class="soft small levels__hint">
        {t("levels.compare_hint")} {t("levels.only_submitted")}
      </p>
      <div class="levels__sections">
        {levels.sections.map((section, at) => (
          <LevelSectionCard key={section.key} section={section} n={at + 1} />
        ))}
      </div>
    </section>
  );
}

export function LevelsView() {
  const { evaluation } = useOpened();
  const answer = useQuery(`levels:${evaluation.id}`, () => api.levels(evaluation.id), { live: true });
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("levels.title")}</h2>
      <Loaded answer={answer} lines={8}>
        {(levels) =>
          levels.bodies.length === 0 ? (
            <Empty icon="tree" words={t("levels.none")} />
          ) : (
            <>
              <Bodies bodies={levels.bodies} />
              <Compared levels={levels} />
              <FiguresBoth differences={levels.figures} />
            </>
          )
        }
      </Loaded>
    </article>
  );
}
