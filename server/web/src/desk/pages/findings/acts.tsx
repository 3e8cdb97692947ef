/** The dialogs of a finding: the commune's answer, the reviewer's decision, a change of its fields. */
import { useState } from "preact/hooks";
import { invalidate, put } from "~/api/cache";
import * as api from "~/api/findings";
import { asProblem, type Problem } from "~/api/problem";
import type { Finding } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { TextArea } from "~/ui/form";
import { Failed } from "~/ui/states";
import { tell } from "~/ui/toast";
import { cleaned, type Draft, FindingForm, faultOf } from "../../findings/fields";
import { PhotoUpload } from "../../findings/photo-upload";

/** Sends a change; where somebody else was first, the finding is loaded again and the words are kept. */
function useAct(finding: Finding, done: string, onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const act = async (send: (seen: string) => Promise<Finding>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      put(`finding:${finding.id}`, await send(finding.changed_at));
      // The answer may leave the timeline out.
      invalidate((key) => key.startsWith("finding") || key.startsWith("overview"));
      tell(done);
      onClose();
    } catch (thrown) {
      const found = asProblem(thrown);
      if (found.status === 409) invalidate((key) => key === `finding:${finding.id}`);
      setProblem(found);
      setBusy(false);
    }
  };
  return { busy, problem, act };
}

function Fault({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null;
  return (
    <>
      <Failed problem={problem} />
      {problem.is("finding.moved_on") && <p>{t("findings.moved_on")}</p>}
    </>
  );
}

export function AnswerDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const [text, setText] = useState("");
  const [photos, setPhotos] = useState<string[]>([]);
  const [fault, setFault] = useState<string>();
  const { busy, problem, act } = useAct(finding, t("findings.answered"), onClose);
  const submit = () => {
    if (!text.trim()) return setFault(t("form.required"));
    void act((seen) => api.answer(finding.id, { text: text.trim(), photos, seen }));
  };
  return (
    <Dialog
      title={t("findings.answer")}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t("findings.answer_send")}
          </Button>
        </>
      }
    >
      <Fault problem={problem} />
      <p class="finding__text">{finding.what}</p>
      <TextArea
        label={t("findings.answer_text")}
        hint={t("findings.answer_hint")}
        fault={fault}
        value={text}
        onInput={setText}
        rows={5}
        focus
      />
      <PhotoUpload photos={photos} onChange={setPhotos} />
    </Dialog>
  );
}

export function DecideDialog({
  finding,
  action,
  onClose,
}: {
  finding: Finding;
  action: "resolve" | "reopen" | "withdraw";
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const { busy, problem, act } = useAct(finding, t("findings.decided"), onClose);
  const submit = () => {
    if (!text.trim() && action !== "resolve") return setFault(t("form.required"));
    void act((seen) => api.decide(finding.id, { action, text: text.trim(), seen }));
  };
  const name = t(`findings.${action}`);
  return (
    <Dialog
      title={name}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look={action === "withdraw" ? "danger" : "primary"} busy={busy}>
            {name}
          </Button>
        </>
      }
    >
      <Fault problem={problem} />
      {action === "withdraw" && <p>{t("findings.withdraw_hint")}</p>}
      <TextArea
        label={t("findings.decision_text")}
        fault={fault}
        optional={action === "resolve"}
        value={text}
        onInput={setText}
        focus
      />
    </Dialog>
  );
}

/** What is no longer there must be said to be cleared. */
const CLEARED = { cause: null, recommendation: null, responsible: null, due_on: null };

export function EditDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>({
    level: finding.level,
    category: finding.category,
    what: finding.what,
    ...(finding.cause ? { cause: finding.cause } : {}),
    ...(finding.recommendation ? { recommendation: finding.recommendation } : {}),
    ...(finding.responsible ? { responsible: finding.responsible } : {}),
    ...(finding.due_on ? { due_on: finding.due_on } : {}),
  });
  const [faults, setFaults] = useState<ReturnType<typeof faultOf>>({});
  const { busy, problem, act } = useAct(finding, t("findings.saved"), onClose);
  const submit = () => {
    const found = faultOf(draft);
    setFaults(found);
    if (Object.keys(found).length === 0)
      void act((seen) => api.change(finding.id, { ...CLEARED, ...cleaned(draft), seen }));
  };
  return (
    <Dialog
      wide
      title={t("findings.edit")}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <Fault problem={problem} />
      <FindingForm draft={draft} faults={faults} onChange={(patch) => setDraft({ ...draft, ...patch })} />
    </Dialog>
  );
}
