/** What the reports are chosen by. */
import { EVALUATION_STATES, type EvaluationLine, PERIODS } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { FilterBar, SearchInput } from "~/ui/filter-bar";
import { Check, type Option, Select } from "~/ui/form";
import { bodyName } from "../../evaluations/parts";
import type { Filter } from "../../url";

export const NAMES = ["year", "period", "form", "body", "state", "mine", "q"] as const;

function distinct(options: Option[]): Option[] {
  return [...new Map(options.map((option) => [option.value, option])).values()];
}

export function EvaluationFilters({
  filter,
  change,
  replace,
  lines,
}: {
  filter: Filter;
  change: (patch: Record<string, string>) => void;
  replace: (filter: Filter) => void;
  lines: EvaluationLine[];
}) {
  const set = (name: string) => (value: string) => change({ [name]: value });
  const select = (name: (typeof NAMES)[number], label: string, options: Option[]) => (
    <Select
      label={label}
      value={filter[name] ?? ""}
      onChange={set(name)}
      empty={t("action.all")}
      options={options}
    />
  );
  const years = distinct(lines.map(({ year }) => ({ value: String(year), label: String(year) })));
  const bodies = distinct(
    lines.map((line) => ({ value: line.department ?? line.unit, label: bodyName(line) })),
  );
  return (
    <FilterBar
      active={Object.keys(filter).length}
      onClear={() => replace({})}
      search={<SearchInput label={t("evaluations.search")} value={filter.q ?? ""} onChange={set("q")} />}
    >
      {select(
        "year",
        t("evaluations.year"),
        years.sort((a, b) => b.value.localeCompare(a.value)),
      )}
      {select(
        "period",
        t("evaluations.period"),
        PERIODS.map((period) => ({ value: period, label: t(`period.${period}`) })),
      )}
      {select(
        "form",
        t("evaluations.form"),
        distinct(lines.map((line) => ({ value: line.form, label: said(line.form_title) }))),
      )}
      {select(
        "body",
        t("evaluations.body"),
        bodies.sort((a, b) => a.label.localeCompare(b.label, "vi")),
      )}
      {select(
        "state",
        t("evaluations.state"),
        [...EVALUATION_STATES, "missing" as const].map((state) => ({
          value: state,
          label: t(`evaluation_state.${state}`),
        })),
      )}
      <Check
        label={t("evaluations.only_mine")}
        checked={filter.mine === "true"}
        onChange={(on) => change({ mine: on ? "true" : "" })}
      />
    </FilterBar>
  );
}
