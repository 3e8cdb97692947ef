/** Whose report it is: a unit's, or that of a department of a unit, as far as the person writes for them. */
import type { Unit } from "~/api/types";
import { t } from "~/i18n";
import { type Option, Select } from "~/ui/form";
import { today } from "~/words/dates";
import { unitName } from "~/words/units";
import { isCommuneLevel, useNames } from "../../names";
import { useSession } from "../../session";

export interface Bodies {
  units: Option[];
  departments: Option[];
  /** Whether a unit can have reports of departments. */
  hasDepartments: (unit: string) => boolean;
  /** Whether the person may write for the unit as a whole. */
  mayWhole: (unit: string) => boolean;
}

/** The last year in which a body for which the person works stood: this one, unless it was dissolved before. */
export function useNewestYear(): number {
  const names = useNames();
  const { person } = useSession();
  const now = Number(today().slice(0, 4));
  const years = person.roles.map((held) => Number(names.unitOf(held.unit)?.valid_to?.slice(0, 4) ?? now));
  return Math.min(now, Math.max(...years, 0) || now);
}

/** Units that stood at some time in the year. */
export function useBodies(year: string): Bodies {
  const names = useNames();
  const { person } = useSession();
  const own = (role: string) => person.roles.filter((held) => held.role === role).map((held) => held.unit);
  const [evaluates, reviews, commune] = [own("evaluator"), own("reviewer"), own("commune_officer")];
  const under = (unit: Unit, units: string[]) =>
    units.includes(unit.id) || (unit.parent !== undefined && units.includes(unit.parent));
  const stood = (unit: Unit) =>
    (unit.valid_from ?? "") <= `${year}-12-31` && (unit.valid_to ?? "9999") >= `${year}-01-01`;
  const units = names.units.filter(
    (unit) =>
      stood(unit) && (under(unit, evaluates) || (isCommuneLevel(unit) ? commune : reviews).includes(unit.id)),
  );
  const rank = (unit: Unit) => (isCommuneLevel(unit) ? 1 : 0);
  return {
    units: units
      .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "vi"))
      .map((unit) => ({ value: unit.id, label: unitName(unit) })),
    departments: names.departments
      .filter((one) => evaluates.length > 0 || !person.department || person.department === one.id)
      .map((one) => ({ value: one.id, label: names.department(one.id) })),
    hasDepartments: (id) => {
      const unit = names.unitOf(id);
      return unit !== undefined && !isCommuneLevel(unit);
    },
    mayWhole: (id) => {
      const unit = names.unitOf(id);
      return unit !== undefined && (under(unit, evaluates) || commune.includes(id));
    },
  };
}

export function BodyChoice({
  bodies,
  unit,
  department,
  onChange,
}: {
  bodies: Bodies;
  unit: string;
  department: string;
  onChange: (patch: { unit?: string; department?: string }) => void;
}) {
  return (
    <div class="pick-two">
      <Select
        label={t("evaluations.body_unit")}
        value={unit}
        onChange={(next) => onChange({ unit: next, department: "" })}
        options={bodies.units}
      />
      {bodies.hasDepartments(unit) && (
        <Select
          label={t("evaluations.body_department")}
          value={department}
          onChange={(next) => onChange({ department: next })}
          {...(bodies.mayWhole(unit) ? { empty: t("evaluations.body_whole") } : {})}
          options={bodies.departments}
        />
      )}
    </div>
  );
}
