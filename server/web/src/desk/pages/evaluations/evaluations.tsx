/** Reports by year and period: where each stands, whose turn it is, and which are missing. */
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { BodyBelow, EvaluationLine } from "~/api/evaluations.types";
import type { Person } from "~/api/types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Empty, Loaded } from "~/ui/states";
import { matches } from "~/words/fold";
import { grouped } from "../../evaluations/groups";
import { bodyName } from "../../evaluations/parts";
import { isOwn, turnOf } from "../../evaluations/turn";
import { PageHead } from "../../layout/page";
import { isCommuneLevel, useNames } from "../../names";
import { useSession } from "../../session";
import { type Filter, useFilter } from "../../url";
import { CreateDialog } from "./create";
import type { Preset } from "./create-fields";
import "./evaluations.css";
import { EvaluationFilters, NAMES } from "./filters";
import { GroupCard } from "./group";

/** What of the filter lines alone can answer; missing ones are added by the group that knows who owes a report. */
function chosen(lines: EvaluationLine[], filter: Filter, person: Person): EvaluationLine[] {
  return lines.filter(
    (line) =>
      (!filter.year || String(line.year) === filter.year) &&
      (!filter.period || line.period === filter.period) &&
      (!filter.form || line.form === filter.form) &&
      (!filter.body || line.unit === filter.body || line.department === filter.body) &&
      (!filter.mine || turnOf(line, isOwn(line, person)).mine) &&
      (!filter.q || matches(`${line.title} ${bodyName(line)} ${said(line.form_title)}`, filter.q)),
  );
}

export default function EvaluationsPage() {
  const { can, person } = useSession();
  const { route } = useLocation();
  const names = useNames();
  const { filter, change, replace } = useFilter(NAMES);
  const answer = useQuery("evaluations", () => api.list(), { live: true });
  const [creating, setCreating] = useState<Preset>();
  const writes = can("write_evaluations");
  const isTop = (id: string) => {
    const unit = names.unitOf(id);
    return unit !== undefined && !isCommuneLevel(unit);
  };
  return (
    <>
      <PageHead title={t("evaluations.title")}>
        {writes && (
          <Button look="primary" icon="plus" onClick={() => setCreating({})}>
            {t("evaluations.create")}
          </Button>
        )}
      </PageHead>
      <EvaluationFilters filter={filter} change={change} replace={replace} lines={answer.data ?? []} />
      <Loaded answer={answer} lines={8}>
        {(all) => {
          const groups = grouped(chosen(all, filter, person), isTop);
          if (all.length === 0)
            return (
              <Empty icon="report" words={t("evaluations.none")}>
                {writes && <p>{t("evaluations.none_hint")}</p>}
              </Empty>
            );
          if (groups.length === 0) return <Empty icon="report" words={t("evaluations.none_found")} />;
          return (
            <div class="stack">
              {groups.map((group) => (
                <GroupCard
                  key={group.key}
                  group={group}
                  filter={filter}
                  // The whole group is asked for who is missing, whatever the filter left of it.
                  top={grouped(all, isTop).find((one) => one.key === group.key)?.top}
                  onCreate={
                    writes ? (missing: BodyBelow) => setCreating(presetOf(group, missing)) : undefined
                  }
                />
              ))}
            </div>
          );
        }}
      </Loaded>
      {creating && (
        <CreateDialog
          preset={creating}
          onClose={() => setCreating(undefined)}
          onCreated={(id) => route(`/desk/evaluations/${id}`)}
        />
      )}
    </>
  );
}

function presetOf(group: { form: string; year: number; period: Preset["period"] }, body: BodyBelow): Preset {
  const { form, year, period } = group;
  return {
    form,
    year,
    ...(period ? { period } : {}),
    unit: body.unit,
    ...(body.department ? { department: body.department } : {}),
  };
}
