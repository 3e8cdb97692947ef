/** What is counted from inspections: each number leads to the list behind it, and each table says how it was counted. */
import { useState } from "preact/hooks";
import type { Answer } from "~/api/cache";
import type { Amount, FigureRow, Figures, FigureTable } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { Loaded } from "~/ui/states";
import { day } from "~/words/dates";
import { number, percent } from "~/words/numbers";
import { figureHref } from "../../evaluations/figure-links";
import "./figures.css";

/** Longer tables are cut until somebody asks for all of them. */
const SHOWN = 12;

function AmountCell({ amount, label }: { amount: Amount | undefined; label: string }) {
  if (!amount) return <span class="soft">–</span>;
  const { value, of, query } = amount;
  const to = value > 0 ? figureHref(query) : undefined;
  const words = of === undefined ? number(value, 0) : `${number(value, 0)}/${number(of, 0)}`;
  return (
    <>
      {to ? (
        <a href={to} aria-label={t("evaluation.behind", { title: label, value: words })}>
          {words}
        </a>
      ) : (
        <span class={value === 0 ? "soft" : ""}>{words}</span>
      )}
      {of !== undefined && of > 0 && <span class="figure__share">{percent(value / of)}</span>}
    </>
  );
}

/** Sub-projects of several projects have the same number within theirs; their codes tell them apart. */
function codeOf(row: FigureRow, table: FigureTable): string | undefined {
  return table.key.endsWith("_by_sub_project") ? row.key : undefined;
}

function Row({ row, table }: { row: FigureRow; table: FigureTable }) {
  return (
    <tr>
      <th scope="row">
        {codeOf(row, table) && <span class="figure__code">{codeOf(row, table)}</span>} {said(row.title)}
      </th>
      {table.columns.map((column) => (
        <td key={column.key} data-head={said(column.title)}>
          <AmountCell amount={row.cells[column.key]} label={`${said(row.title)}, ${said(column.title)}`} />
        </td>
      ))}
    </tr>
  );
}

/** Rows under the headings that they share. */
function Rows({ rows, table }: { rows: FigureRow[]; table: FigureTable }) {
  return (
    <tbody>
      {rows.map((row, at) => {
        const group = said(row.group);
        const heads = group !== "" && group !== said(rows[at - 1]?.group);
        return [
          heads && (
            <tr key={`${row.key} group`} class="figure__group">
              <th scope="colgroup" colSpan={table.columns.length + 1}>
                {group}
              </th>
            </tr>
          ),
          <Row key={row.key} row={row} table={table} />,
        ];
      })}
    </tbody>
  );
}

export function FigureBlock({ table, whole }: { table: FigureTable; whole?: boolean }) {
  const [all, setAll] = useState(false);
  const id = `figure-${table.key}`;
  const rows = whole || all ? table.rows : table.rows.slice(0, SHOWN);
  const unit = said(table.unit);
  return (
    <div class="figure">
      <header class="figure__head">
        <h4 id={id}>
          {said(table.title)}
          {unit && <span class="soft"> ({unit})</span>}
        </h4>
        {!whole && (
          <details class="figure__how">
            <summary>
              <Icon name="info" size={14} /> {t("evaluation.how")}
            </summary>
            <p>{said(table.how)}</p>
          </details>
        )}
      </header>
      {table.rows.length === 0 ? (
        <p class="soft">{t("evaluation.figure_none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="figure__frame" tabIndex={0} aria-labelledby={id}>
          <table class="figure__table">
            <thead>
              <tr>
                <td>
                  <span class="unseen">{t("evaluation.row")}</span>
                </td>
                {table.columns.map((column) => (
                  <th key={column.key} scope="col">
                    {said(column.title)}
                  </th>
                ))}
              </tr>
            </thead>
            <Rows rows={rows} table={table} />
            {table.total && (
              <tfoot>
                <tr>
                  <th scope="row">{t("evaluation.total")}</th>
                  {table.columns.map((column) => (
                    <td key={column.key} data-head={said(column.title)}>
                      <AmountCell
                        amount={table.total?.[column.key]}
                        label={`${t("evaluation.total")}, ${said(column.title)}`}
                      />
                    </td>
                  ))}
                </tr>
              </tfoot>
            )}
          </table>
        </section>
      )}
      {!whole && table.rows.length > SHOWN && (
        <Button small look="quiet" icon={all ? "up" : "down"} expanded={all} onClick={() => setAll(!all)}>
          {all ? t("evaluation.figure_less") : t("evaluation.figure_all", { n: table.rows.length })}
        </Button>
      )}
    </div>
  );
}

export function SectionFigures({ keys, answer }: { keys: string[]; answer: Answer<Figures> }) {
  return (
    <section class="card">
      <div class="card__head">
        <h3 id="part-figures" tabIndex={-1}>
          {t("evaluation.figures")}
        </h3>
        {answer.data && (
          <p class="soft small">
            {t(answer.data.frozen ? "evaluation.figures_frozen" : "evaluation.figures_live", {
              at: day(answer.data.as_of),
            })}
          </p>
        )}
      </div>
      <Loaded answer={answer}>
        {(figures) => (
          <div class="figures-list">
            {keys.map((key) => {
              const table = figures.figures.find((one) => one.key === key);
              return table && <FigureBlock key={key} table={table} />;
            })}
          </div>
        )}
      </Loaded>
    </section>
  );
}
