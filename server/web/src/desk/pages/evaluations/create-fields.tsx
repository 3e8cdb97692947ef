/** What a new report is begun with: form, time, body, title. */
import type { Form, Period } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Input, Select } from "~/ui/form";
import { type Bodies, BodyChoice } from "./body-choice";

export interface Preset {
  form?: string;
  year?: number;
  period?: Period;
  unit?: string;
  department?: string;
}

export interface Draft {
  form: string;
  year: string;
  period: Period;
  unit: string;
  department: string;
  title: string;
  from: string;
  to: string;
}

/** `newest` is the last year that the person's bodies can report on. */
export function begin(preset: Preset, forms: Form[], newest: number): Draft {
  const form = forms.find((one) => one.id === preset.form) ?? forms[0];
  return {
    form: form?.id ?? "",
    year: String(preset.year ?? newest),
    period: preset.period ?? form?.periods[0] ?? "year",
    unit: preset.unit ?? "",
    department: preset.department ?? "",
    title: "",
    from: "",
    to: "",
  };
}

export function Fields({
  forms,
  draft,
  form,
  bodies,
  fault,
  set,
}: {
  forms: Form[];
  bodies: Bodies;
  draft: Draft;
  form: Form | undefined;
  fault: (name: string) => string | undefined;
  set: (patch: Partial<Draft>) => void;
}) {
  const thematic = form?.kind === "thematic";
  return (
    <>
      <Select
        label={t("evaluations.form")}
        value={draft.form}
        onChange={(id) => {
          const next = forms.find((one) => one.id === id);
          const period = next?.periods.includes(draft.period) ? draft.period : next?.periods[0];
          set({ form: id, ...(period ? { period } : {}) });
        }}
        options={forms.map((one) => ({ value: one.id, label: said(one.title) }))}
        hint={form?.template}
      />
      {form && !form.checked && <p class="notice form-notice small">{t("evaluations.unchecked_form")}</p>}
      <div class="pick-two">
        <Input
          type="number"
          label={t("evaluations.year")}
          value={draft.year}
          fault={fault("year")}
          min="2021"
          max="2100"
          onInput={(year) => set({ year })}
        />
        <Select
          label={t("evaluations.period")}
          value={draft.period}
          onChange={(period) => set({ period: period as Period })}
          options={(form?.periods ?? []).map((one) => ({ value: one, label: t(`period.${one}`) }))}
        />
      </div>
      <BodyChoice bodies={bodies} unit={draft.unit} department={draft.department} onChange={set} />
      <Input
        label={t(thematic ? "evaluations.topic" : "evaluations.title_field")}
        hint={t(thematic ? "evaluations.topic_hint" : "evaluations.title_hint")}
        optional={!thematic}
        fault={fault("title")}
        value={draft.title}
        onInput={(title) => set({ title })}
      />
      {thematic && (
        <div class="pick-two">
          <Input
            type="date"
            optional
            label={t("evaluations.from")}
            fault={fault("from")}
            value={draft.from}
            onInput={(from) => set({ from })}
          />
          <Input
            type="date"
            optional
            label={t("evaluations.to")}
            fault={fault("to")}
            value={draft.to}
            onInput={(to) => set({ to })}
          />
        </div>
      )}
    </>
  );
}
