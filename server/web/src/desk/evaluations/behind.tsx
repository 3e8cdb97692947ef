/** Over a list that somebody came to from a number of a report: what it is narrowed to, and the way back. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { day } from "~/words/dates";
import { type Names, useNames } from "../names";
import { type Filter, href } from "../url";
import { behindOf } from "./figure-links";
import "./parts.css";
import { keyOf } from "./store";

type Say = (value: string, names: Names) => string;

const WORDS: Record<string, Say> = {
  whole: () => t("behind.whole"),
  planned: (value) => t(value === "true" ? "behind.planned_true" : "behind.planned_false"),
  of_visit: () => t("behind.of_visit"),
  listed: () => t("behind.listed"),
  subject_commune: (id, names) => t("behind.subject_commune", { name: names.unit(id) }),
  subject_sub_project: (id, names) => t("behind.subject_sub_project", { name: names.subProject(id) }),
  item: (key) => t("behind.item", { name: key }),
  outcome: (value) => t(`behind.outcome.${value as "pass"}`),
  rule_answer: (value) => t(`behind.rule_answer.${value as "warn"}`),
  unchecked: () => t("behind.unchecked"),
  from: (at) => t("behind.from", { at: day(at) }),
  to: (at) => t("behind.to", { at: day(at) }),
  open_on: (at) => t("behind.open_on", { at: day(at) }),
  in_time: () => t("behind.in_time"),
  to_do: () => t("behind.to_do"),
  withdrawn: () => t("behind.withdrawn"),
};

export function Behind({
  filter,
  of,
  replace,
}: {
  filter: Filter;
  /** The names that come with numbers. */
  of: readonly string[];
  replace: (filter: Filter) => void;
}) {
  const id = filter.evaluation;
  const names = useNames();
  const { data } = useQuery(id ? keyOf(id) : null, () => api.read(id ?? ""), { fresh: 300 });
  if (!id) return null;
  const behind = behindOf(filter, of);
  const limits = Object.entries(behind).flatMap(([name, value]) => WORDS[name]?.(value, names) ?? []);
  return (
    <aside class="behind" aria-label={t("behind.title")}>
      <Icon name="chart" />
      <div class="behind__words">
        <p>
          <strong>{t("behind.title")}</strong>{" "}
          <a href={href(`/evaluations/${id}`)}>{data?.title ?? t("behind.back")}</a>
        </p>
        {limits.length > 0 && <p class="small">{limits.join("; ")}.</p>}
      </div>
      <Button
        small
        look="quiet"
        icon="close"
        onClick={() =>
          replace(Object.fromEntries(Object.entries(filter).filter(([name]) => !(name in behind))))
        }
      >
        {t("behind.drop")}
      </Button>
    </aside>
  );
}
