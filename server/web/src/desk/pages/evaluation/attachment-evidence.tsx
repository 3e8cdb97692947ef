/** The record behind an attached finding as it stood: its snapshot, the answer, and what the rules of evidence said. */
import type { AttachedCheck, AttachedRecord } from "~/api/evaluations.types";
import type { Figure } from "~/api/types";
import { said, t } from "~/i18n";
import { StatusBadge, VerdictBadge } from "~/ui/badge";
import { type Pair, Pairs } from "~/ui/pairs";
import { day, moment } from "~/words/dates";
import { figureName, figureValue } from "~/words/figures";

function FiguresOf({ title, figures }: { title: string; figures: Record<string, Figure> }) {
  const shown = Object.entries(figures).filter(([name]) => name !== "others");
  if (shown.length === 0) return null;
  return (
    <p class="small">
      <span class="soft">{title}:</span>{" "}
      {shown.map(([name, value]) => `${figureName(name)} ${figureValue(name, value)}`).join("; ")}
    </p>
  );
}

function CheckLine({ check }: { check: AttachedCheck }) {
  return (
    <li class="frozen-check">
      <div class="row">
        <VerdictBadge short verdict={check.answer} />
        <span>{said(check.text)}</span>
      </div>
      <FiguresOf title={t("evidence.measured")} figures={check.figures} />
      <FiguresOf title={t("evidence.threshold")} figures={check.thresholds} />
      <p class="soft small">
        <code>{check.rule}</code> · {t("evidence.version", { n: check.version })}
      </p>
    </li>
  );
}

function Evidence({ evidence }: { evidence: NonNullable<AttachedRecord["evidence"]> }) {
  const [passed, warned, failed, none] = evidence.counts;
  return (
    <div>
      <h3 class="row">
        {t("attachment.evidence")} <VerdictBadge short verdict={evidence.answer} />
      </h3>
      <p class="soft small">
        {t("attachment.counts", { passed, warned, failed, none })} · {moment(evidence.checked_at)}
      </p>
      {evidence.checks.length === 0 ? (
        <p>{t("attachment.checks_none")}</p>
      ) : (
        <ul>
          {evidence.checks.map((check) => (
            <CheckLine key={`${check.rule} ${check.photo ?? ""}`} check={check} />
          ))}
        </ul>
      )}
    </div>
  );
}

export function FrozenEvidence({ record }: { record: AttachedRecord | undefined }) {
  if (!record) return <p class="card card__body soft">{t("attachment.no_record")}</p>;
  const { item, evidence, visit } = record;
  const rows: Pair[] = [
    [t("attachment.captured"), day(record.captured_on)],
    [t("attachment.checklist"), `${said(record.checklist_title)} (${record.checklist.version})`],
    [t("attachment.visit"), visit && [visit.title, visit.plan].filter(Boolean).join(" · ")],
    [t("findings.state"), <StatusBadge key="status" status={record.status} />],
    [
      t("attachment.revision"),
      record.revision && (
        <code key="revision" class="hash">
          {record.revision}
        </code>
      ),
    ],
    [
      t("attachment.revision_sha256"),
      record.sha256 && (
        <code key="sha256" class="hash">
          {record.sha256}
        </code>
      ),
    ],
  ];
  return (
    <section class="card" aria-labelledby="frozen-record">
      <h2 id="frozen-record" class="card__head">
        {t("attachment.record")}
      </h2>
      <div class="card__body stack">
        <Pairs rows={rows} />
        {item && (
          <div class="frozen-item">
            <h3>{t("attachment.item")}</h3>
            <p>{said(item.question)}</p>
            <p>
              <strong>{said(item.answer) || t("record.unanswered")}</strong>
            </p>
            {item.note && (
              <p class="soft">
                {t("attachment.note")}: {item.note}
              </p>
            )}
          </div>
        )}
        {evidence && <Evidence evidence={evidence} />}
      </div>
    </section>
  );
}
