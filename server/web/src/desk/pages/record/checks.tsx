/** One check: its answer in words, what it measured, what it was held against, and whether a person agrees. */
import { invalidate } from "~/api/cache";
import * as records from "~/api/records";
import type { Check, Figure } from "~/api/types";
import { said, t } from "~/i18n";
import { VerdictBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { tellProblem } from "~/ui/toast";
import { moment } from "~/words/dates";
import { figureName, figureValue } from "~/words/figures";
import { useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { useRecord } from "./context";
import { isReason, othersOf } from "./evidence-order";

function Figures({ title, figures }: { title: string; figures: Record<string, Figure> }) {
  const names = useNames();
  const shown = Object.entries(figures).filter(([name]) => name !== "others");
  if (shown.length === 0) return null;
  const words = (name: string, value: Figure) =>
    name === "in_unit" && typeof value === "string" ? names.unit(value) : figureValue(name, value);
  return (
    <div class="figures">
      <h4>{title}</h4>
      <dl>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{figureName(name)}</dt>
            <dd class="number">{words(name, value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A reviewer says whether the reason was right, so that the rules can be judged by what they were worth. */
function Marks({ check }: { check: Check }) {
  const { record, evidence } = useRecord();
  const { can, person } = useSession();
  const marks = (evidence?.marks ?? []).filter(
    (mark) => mark.rule === check.rule && mark.photo === check.photo,
  );
  const own = marks.filter((mark) => mark.person_name === person.full_name).at(-1);
  const mark = (right: boolean) =>
    records
      .mark({
        record: record.record,
        rule: check.rule,
        right,
        ...(check.photo ? { photo: check.photo } : {}),
      })
      .then(
        () => invalidate((key) => key.startsWith(`evidence:${record.record}`) || key === "marks"),
        tellProblem,
      );
  const word = (right: boolean) => t(right ? "evidence.right" : "evidence.wrong");
  return (
    <div class="marks">
      {marks.map((one) => (
        <p key={one.at} class="soft small">
          {t("evidence.marked", { name: one.person_name, word: word(one.right).toLowerCase() })} ·{" "}
          {moment(one.at)}
        </p>
      ))}
      {can("review_records") && (
        <fieldset class="row">
          <legend class="unseen">{t("evidence.mark")}</legend>
          <span class="soft small" aria-hidden="true">
            {t("evidence.mark")}
          </span>
          <Button small pressed={own?.right === true} onClick={() => void mark(true)}>
            {t("evidence.right")}
          </Button>
          <Button small pressed={own?.right === false} onClick={() => void mark(false)}>
            {t("evidence.wrong")}
          </Button>
        </fieldset>
      )}
    </div>
  );
}

export function CheckCard({
  check,
  history,
  beside,
}: {
  check: Check;
  history?: string | undefined;
  /** It stands beside the photo that it is about. */
  beside?: boolean;
}) {
  const { rules, photos, openPhoto } = useRecord();
  const rule = rules.find((one) => one.code === check.rule);
  const n = photos.findIndex((photo) => photo.sha256 === check.photo) + 1;
  const others = othersOf(check);
  return (
    <li class="check-card">
      <div class="row spread">
        <div class="row">
          <VerdictBadge short verdict={check.answer} />
          <h3>{rule ? said(rule.title) : check.rule}</h3>
        </div>
        {n > 0 && check.photo && !beside && (
          <Button small icon="photo" onClick={() => openPhoto(check.photo ?? "")}>
            {t("evidence.photo_check", { n })}
          </Button>
        )}
      </div>
      <p>{said(check.text)}</p>
      {others.length > 0 && (
        <p class="row">
          {others.map((other) => (
            <a key={other.record + other.photo} href={href(`/records/${other.record}`)}>
              {t("evidence.other_open")}
            </a>
          ))}
        </p>
      )}
      <details>
        <summary>{t("evidence.why")}</summary>
        <div class="check-card__more">
          {rule && <p>{said(rule.explanation)}</p>}
          <div class="figures-pair">
            <Figures title={t("evidence.measured")} figures={check.figures} />
            <Figures title={t("evidence.threshold")} figures={check.thresholds} />
          </div>
          <p class="soft small">
            <code>{check.rule}</code> · {t("evidence.version", { n: check.version })}
            {rule && ` · ${t("evidence.weight", { n: rule.weight })}`}
            {history && ` · ${history}`}
          </p>
        </div>
      </details>
      {isReason(check) && <Marks check={check} />}
    </li>
  );
}
