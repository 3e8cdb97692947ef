/** The fields of a finding, for raising and for changing one. */

import type { FindingFields, Level } from "~/api/types";
import { CATEGORIES, LEVELS } from "~/api/types";
import { t } from "~/i18n";
import { Input, Radios, Select, TextArea } from "~/ui/form";
import { today } from "~/words/dates";
import { unitName } from "~/words/units";
import { isCommuneLevel, useNames } from "../names";
import "./findings.css";

export type Draft = Pick<
  FindingFields,
  "level" | "category" | "what" | "cause" | "recommendation" | "responsible" | "due_on"
>;

/** What is wrong with it, in words; nothing where it can be sent. */
export function faultOf(draft: Draft): { what?: string; due_on?: string } {
  return {
    ...(draft.what.trim() ? {} : { what: t("form.required") }),
    ...(draft.level === "f2" && !draft.due_on ? { due_on: t("findings.due_needed") } : {}),
  };
}

/** Without the empty texts that a form holds. */
export function cleaned(draft: Draft): Draft {
  const { cause, recommendation, due_on, responsible, ...rest } = draft;
  return {
    ...rest,
    what: draft.what.trim(),
    ...(cause?.trim() ? { cause: cause.trim() } : {}),
    ...(recommendation?.trim() ? { recommendation: recommendation.trim() } : {}),
    ...(due_on ? { due_on } : {}),
    ...(responsible && (responsible.unit || responsible.department) ? { responsible } : {}),
  };
}

function Responsible({ draft, onChange }: { draft: Draft; onChange: (patch: Partial<Draft>) => void }) {
  const names = useNames();
  const value = draft.responsible?.unit
    ? `unit:${draft.responsible.unit}`
    : draft.responsible?.department
      ? `department:${draft.responsible.department}`
      : "";
  const options = [
    ...names.units.filter(isCommuneLevel).map((unit) => ({
      value: `unit:${unit.id}`,
      label: unit.valid_to ? `${unitName(unit)} (– ${unit.valid_to.slice(0, 4)})` : unitName(unit),
    })),
    ...names.departments.map((one) => ({ value: `department:${one.id}`, label: names.department(one.id) })),
  ];
  const choose = (chosen: string) => {
    const [kind, id] = chosen.split(":");
    onChange({ responsible: kind === "unit" && id ? { unit: id } : kind && id ? { department: id } : {} });
  };
  return (
    <Select
      label={t("findings.responsible")}
      value={value}
      onChange={choose}
      empty={t("state.none")}
      options={options}
    />
  );
}

export function FindingForm({
  draft,
  faults,
  onChange,
}: {
  draft: Draft;
  faults: ReturnType<typeof faultOf>;
  onChange: (patch: Partial<Draft>) => void;
}) {
  return (
    <>
      <Radios<Level>
        label={t("findings.level")}
        value={draft.level}
        onChange={(level) => onChange({ level })}
        options={[...LEVELS].reverse().map((level) => ({
          value: level,
          label: `${level.toUpperCase()} · ${t(`level.${level}`)}.`,
          hint: t(`level_hint.${level}`),
        }))}
      />
      <Select
        label={t("findings.category")}
        value={draft.category}
        onChange={(category) => onChange({ category: category as Draft["category"] })}
        options={CATEGORIES.map((category) => ({ value: category, label: t(`category.${category}`) }))}
      />
      <TextArea
        label={t("findings.what")}
        hint={t("findings.what_hint")}
        fault={faults.what}
        value={draft.what}
        onInput={(what) => onChange({ what })}
        rows={4}
        focus
      />
      <TextArea
        label={t("findings.cause")}
        optional
        value={draft.cause ?? ""}
        onInput={(cause) => onChange({ cause })}
        rows={2}
      />
      <TextArea
        label={t("findings.recommendation")}
        optional
        value={draft.recommendation ?? ""}
        onInput={(recommendation) => onChange({ recommendation })}
        rows={2}
      />
      <div class="pick-two">
        <Responsible draft={draft} onChange={onChange} />
        <Input
          type="date"
          label={t("findings.due_on")}
          optional={draft.level !== "f2"}
          fault={faults.due_on}
          value={draft.due_on ?? ""}
          min={today()}
          onInput={(due_on) => onChange({ due_on })}
        />
      </div>
    </>
  );
}
