/** Noting that the report was signed: its number, date and signatory; what is still to be filled comes before. Final. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Check, Input, TextArea } from "~/ui/form";
import { documentNumber, missingToSign, numberLine, placeAndDate } from "../../evaluations/letterhead";
import type { Parts } from "../../evaluations/merge";
import { useOpened } from "../../evaluations/opened";
import { useHasBelow } from "../../evaluations/places";
import { headOf, partsOf } from "../../evaluations/use-description";
import { useForm } from "../../evaluations/use-form";
import { LackingList } from "./lacking";
import { Fault } from "./step-dialogs";
import { useStep } from "./use-step";

/** Bodies of the level below whose reports were not taken in. */
function useLeftBelow(): number {
  const { evaluation } = useOpened();
  const has = useHasBelow();
  const { data } = useQuery(has ? `levels:${evaluation.id}` : null, () => api.levels(evaluation.id));
  return data?.bodies.filter((body) => body.state !== "consolidated" && body.state !== "signed").length ?? 0;
}

export function SignDialog({ onClose }: { onClose: () => void }) {
  const { evaluation } = useOpened();
  const { busy, problem, take } = useStep(onClose);
  const [parts, setParts] = useState<Parts>(() => partsOf(evaluation));
  const [sure, setSure] = useState(false);
  const [tried, setTried] = useState(false);
  const below = useLeftBelow();
  const form = useForm(evaluation);
  const head = headOf(parts);
  const missing = missingToSign(head);
  const fault = (name: (typeof missing)[number]) =>
    tried && missing.includes(name) ? t("form.required") : undefined;
  const value = (name: string) => String(parts[name] ?? "");
  const set = (name: string) => (next: string) => setParts({ ...parts, [name]: next });
  const submit = () => {
    setTried(true);
    if (missing.length > 0 || !sure) return;
    void take("sign", t("steps.signed", { number: documentNumber(head.number) ?? "" }), { head });
  };
  return (
    <Dialog
      title={t("steps.sign_title")}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" icon="lock" busy={busy} disabled={!sure}>
            {t("steps.sign_title")}
          </Button>
        </>
      }
    >
      <Fault problem={problem} />
      <LackingList onGo={onClose} below={below} />
      <div class="pick-two">
        <Input
          label={t("head.number")}
          fault={fault("number")}
          value={value("number")}
          onInput={set("number")}
          required
          focus
        />
        <Input
          type="date"
          label={t("head.date")}
          fault={fault("date")}
          value={value("date")}
          onInput={set("date")}
          required
        />
      </div>
      <TextArea
        label={t("head.authority")}
        hint={t("head.authority_hint")}
        rows={2}
        value={value("authority")}
        onInput={set("authority")}
      />
      <div class="pick-two">
        <Input label={t("head.post")} value={value("post")} onInput={set("post")} />
        <Input
          label={t("head.name")}
          fault={fault("signatory")}
          value={value("name")}
          onInput={set("name")}
          required
        />
      </div>
      <p class="sign-line" lang="vi">
        {numberLine(head, form?.document.symbol)} <em>{placeAndDate(head, evaluation.year)}</em>
      </p>
      <p>{t("steps.sign_words")}</p>
      <Check label={t("steps.sign_confirm")} checked={sure} onChange={setSure} />
    </Dialog>
  );
}
