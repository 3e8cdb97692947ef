/** A new report: which form, for which time, whose. */
import { useState } from "preact/hooks";
import { invalidate, put, useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Form } from "~/api/evaluations.types";
import { asProblem, type Problem } from "~/api/problem";
import { t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Failed, Loaded } from "~/ui/states";
import { tell } from "~/ui/toast";
import { href } from "../../url";
import { useBodies, useNewestYear } from "./body-choice";
import { begin, Fields, type Preset } from "./create-fields";

/** The newest version of each form; what is new follows it. */
function newest(forms: Form[]): Form[] {
  const found = new Map<string, Form>();
  for (const form of forms) if (form.version > (found.get(form.id)?.version ?? 0)) found.set(form.id, form);
  return [...found.values()];
}

const useForms = () => useQuery("forms", api.forms, { fresh: 600 });

/** The id of the report that stands in the way. */
const standing = (problem: Problem) =>
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(problem.detail ?? "")?.[0];

function Fault({ problem }: { problem: Problem }) {
  const id = problem.is("evaluation.exists") ? standing(problem) : undefined;
  if (!id) return <Failed problem={problem} />;
  return (
    <div class="notice row" role="alert">
      <span>{t("evaluations.exists")}</span>
      <LinkButton small href={href(`/evaluations/${id}`)}>
        {t("evaluations.open_existing")}
      </LinkButton>
    </div>
  );
}

function CreateForm({
  forms,
  preset,
  onClose,
  onCreated,
}: {
  forms: Form[];
  preset: Preset;
  onClose: () => void;
  onCreated: (id: string) => void;
}) {
  const newestYear = useNewestYear();
  const [typed, setDraft] = useState(() => begin(preset, forms, newestYear));
  const bodies = useBodies(typed.year);
  // What was not chosen is the first that the person writes for.
  const unit = bodies.units.some((one) => one.value === typed.unit)
    ? typed.unit
    : (bodies.units[0]?.value ?? "");
  const whole = !bodies.hasDepartments(unit) || bodies.mayWhole(unit);
  const department = typed.department || (whole ? "" : (bodies.departments[0]?.value ?? ""));
  const draft = { ...typed, unit, department };
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = forms.find((one) => one.id === draft.form);
  const submit = async () => {
    const found: Record<string, string> = {};
    if (!/^20\d\d$/.test(draft.year)) found.year = t("form.required");
    if (form?.kind === "thematic" && !draft.title.trim()) found.title = t("form.required");
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      const { title, from, to } = draft;
      const made = await api.create({
        form: draft.form,
        year: Number(draft.year),
        period: draft.period,
        unit,
        ...(department ? { department } : {}),
        ...(title.trim() ? { title: title.trim() } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
      });
      put(`evaluation:${made.id}`, made);
      invalidate((key) => key === "evaluations" || key.startsWith("levels:"));
      tell(t("evaluations.created"));
      onCreated(made.id);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("evaluations.create")}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" icon="plus" busy={busy} disabled={!form || !unit}>
            {t("evaluations.create")}
          </Button>
        </>
      }
    >
      {problem && <Fault problem={problem} />}
      <Fields
        forms={forms}
        draft={draft}
        form={form}
        bodies={bodies}
        fault={(name) => faults[name]}
        set={(patch) => setDraft((before) => ({ ...before, ...patch }))}
      />
    </Dialog>
  );
}

export function CreateDialog(props: {
  preset: Preset;
  onClose: () => void;
  onCreated: (id: string) => void;
}) {
  const answer = useForms();
  if (!answer.data)
    return (
      <Dialog title={t("evaluations.create")} onClose={props.onClose}>
        <Loaded answer={answer}>{() => null}</Loaded>
      </Dialog>
    );
  return <CreateForm {...props} forms={newest(answer.data)} />;
}
