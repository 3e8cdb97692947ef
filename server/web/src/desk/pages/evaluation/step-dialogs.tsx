/** The dialogs of the steps that need a word or a look before they are taken. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { invalidate } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Problem } from "~/api/problem";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { TextArea } from "~/ui/form";
import { Failed } from "~/ui/states";
import { tell } from "~/ui/toast";
import { useOpened } from "../../evaluations/opened";
import { lackingOf } from "../../evaluations/to-fill";
import { href } from "../../url";
import { LackingList } from "./lacking";
import { useStep } from "./use-step";

export function Fault({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null;
  return (
    <>
      <Failed problem={problem} />
      {problem.is("evaluation.moved_on") && <p>{t("steps.moved_on")}</p>}
    </>
  );
}

interface Props {
  onClose: () => void;
}

function StepDialog({
  title,
  act,
  look = "primary",
  busy,
  problem,
  onSubmit,
  onClose,
  children,
}: Props & {
  title: string;
  act: string;
  look?: "primary" | "danger";
  busy: boolean;
  problem: Problem | undefined;
  onSubmit: () => void;
  children: ComponentChildren;
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={onSubmit}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look={look} busy={busy}>
            {act}
          </Button>
        </>
      }
    >
      <Fault problem={problem} />
      {children}
    </Dialog>
  );
}

export function SubmitDialog({ onClose }: Props) {
  const { evaluation } = useOpened();
  const { busy, problem, take } = useStep(onClose);
  const lacking = lackingOf(evaluation);
  return (
    <StepDialog
      title={t("steps.submit")}
      act={t(lacking.length > 0 ? "steps.submit_anyway" : "steps.submit")}
      busy={busy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void take("submit", t("steps.submitted"))}
    >
      <p>{t("steps.submit_words")}</p>
      <LackingList onGo={onClose} />
    </StepDialog>
  );
}

export function SendBackDialog({ onClose }: Props) {
  const { busy, problem, take } = useStep(onClose);
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<string>();
  return (
    <StepDialog
      title={t("steps.send_back")}
      act={t("steps.send_back")}
      busy={busy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => {
        if (words.trim()) void take("send_back", t("steps.sent_back"), { words: words.trim() });
        else setFault(t("form.required"));
      }}
    >
      <TextArea
        label={t("steps.send_back_words")}
        hint={t("steps.send_back_hint")}
        fault={fault}
        rows={5}
        value={words}
        onInput={setWords}
        focus
      />
    </StepDialog>
  );
}

export function ConsolidateDialog({ onClose }: Props) {
  const { busy, problem, take } = useStep(onClose);
  return (
    <StepDialog
      title={t("steps.consolidate")}
      act={t("steps.consolidate")}
      busy={busy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void take("consolidate", t("steps.consolidated"))}
    >
      <p>{t("steps.consolidate_words")}</p>
    </StepDialog>
  );
}

export function DeleteDialog({ onClose }: Props) {
  const { evaluation } = useOpened();
  const { route } = useLocation();
  const { busy, problem, attempt } = useStep(onClose);
  const remove = () =>
    attempt(async (seen) => {
      await api.remove(evaluation.id, seen);
      invalidate((key) => key === "evaluations" || key.startsWith("levels:"));
      tell(t("steps.deleted"));
      route(href("/evaluations"), true);
    });
  return (
    <StepDialog
      title={t("steps.delete")}
      act={t("steps.delete")}
      look="danger"
      busy={busy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void remove()}
    >
      <p>
        <strong>{evaluation.title}</strong>
      </p>
      <p>{t("steps.delete_words")}</p>
    </StepDialog>
  );
}
