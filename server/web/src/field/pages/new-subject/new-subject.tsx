/** Something on site that is on no list: what it is and where, and its record begins. A reviewer confirms it later. */

import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { type Checklist, KINDS, type Kind } from "~/api/types";
import { useEnrolment } from "~/field/enrolled";
import { Call } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { projectName, useNames } from "~/field/names";
import { PlaceLine } from "~/field/pages/visit/place-line";
import { usePlace } from "~/field/pages/visit/use-place";
import { newestChecklists, startDraft, useStored, visit } from "~/field/store";
import { said, t } from "~/i18n";
import { newId } from "~/protocol/ids";
import { Button } from "~/ui/button";
import { Input, Radios, Select } from "~/ui/form";
import { Loading } from "~/ui/states";
import { tellProblem } from "~/ui/toast";
import { today } from "~/words/dates";
import { unitName } from "~/words/units";
import { communesOn, guessCommune, projectsOn } from "./guess";

interface Entry {
  kind: Kind | "";
  checklist: string;
  name: string;
  village: string;
  commune: string;
  project: string;
}

const EMPTY: Entry = { kind: "", checklist: "", name: "", village: "", commune: "", project: "" };

export default function NewSubject() {
  const { id = "" } = useRoute().params;
  const back = `/field/visits/${id}`;
  const { route } = useLocation();
  const tolerances = useEnrolment().self?.tolerances;
  const names = useNames();
  const placed = usePlace();
  const [typed, setTyped] = useState<Entry>(EMPTY);
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);
  // What is missing may be out of sight when the button at the bottom is pressed.
  useEffect(() => {
    if (tries > 0) document.querySelector(".field__fault")?.scrollIntoView({ block: "center" });
  }, [tries]);
  const { value } = useStored(
    async () => ({ visit: await visit(id), checklists: await newestChecklists() }),
    ["plan"],
    [id],
  );
  if (!value || !names.ready)
    return (
      <Screen title={t("field.new.title")} back={back}>
        <Loading />
      </Screen>
    );
  const change = (part: Partial<Entry>) => setTyped((before) => ({ ...before, ...part }));
  const communes = communesOn(names.units, value.visit?.communes ?? [], today());
  const guess = guessCommune(communes, placed.fix, tolerances);
  const commune = typed.commune || guess?.commune || "";
  const forms = value.checklists.filter(({ subject_kind }) => subject_kind === typed.kind);
  const form: Checklist | undefined = forms.find((one) => one.id === typed.checklist) ?? forms[0];
  const kinds = KINDS.filter((kind) => value.checklists.some(({ subject_kind }) => subject_kind === kind));
  const fault = (missing: boolean) => (tries > 0 && missing ? t("form.required") : undefined);
  const start = async () => {
    setTries((before) => before + 1);
    if (!typed.kind || !form || !typed.name.trim() || !commune || !typed.project) return;
    setBusy(true);
    try {
      const village = typed.village.trim();
      const { record } = await startDraft({
        checklist: { id: form.id, version: form.version },
        newSubject: {
          id: newId(),
          kind: typed.kind,
          name: typed.name.trim(),
          ...(village && { village }),
        },
        commune,
        subProject: typed.project,
        ...(value.visit && { visit: id }),
        ...(placed.fix && { fix: placed.fix }),
      });
      route(`/field/records/${record}`, true);
    } catch (thrown) {
      tellProblem(thrown);
      setBusy(false);
    }
  };
  return (
    <form
      class="screen"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Screen
        title={t("field.new.title")}
        kicker={t("field.new.lead")}
        back={back}
        foot={
          <Button look="primary" type="submit" busy={busy}>
            {t("field.new.start")}
          </Button>
        }
      >
        <div class="stack">
          <Radios
            label={t("field.new.kind")}
            value={typed.kind}
            onChange={(kind) => change({ kind, checklist: "" })}
            options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          />
          {fault(!typed.kind) && <p class="field__fault">{t("field.new.kind_needed")}</p>}
        </div>
        {forms.length > 1 && form && (
          <Radios
            label={t("field.subject.choose")}
            value={form.id}
            onChange={(checklist) => change({ checklist })}
            options={forms.map((one) => ({ value: one.id, label: said(one.title) }))}
          />
        )}
        <Input
          label={t("field.new.name")}
          hint={t("field.new.name_hint")}
          value={typed.name}
          fault={fault(!typed.name.trim())}
          onInput={(name) => change({ name })}
        />
        <Input
          label={t("record.village")}
          optional
          value={typed.village}
          onInput={(village) => change({ village })}
        />
        <Select
          label={t("record.commune")}
          value={commune}
          empty={t("action.choose")}
          hint={!typed.commune && guess ? t(`field.new.commune_by_${guess.by}`) : undefined}
          fault={fault(!commune)}
          options={communes.map((unit) => ({ value: unit.id, label: unitName(unit) }))}
          onChange={(chosen) => change({ commune: chosen })}
        />
        <Select
          label={t("record.sub_project")}
          value={typed.project}
          empty={t("action.choose")}
          fault={fault(!typed.project)}
          options={projectsOn(names.subProjects, today()).map((project) => ({
            value: project.id,
            label: projectName(project),
          }))}
          onChange={(project) => change({ project })}
        />
        {!placed.fix && <PlaceLine placed={placed} />}
        <Call title={t("field.new.confirm")} />
      </Screen>
    </form>
  );
}
