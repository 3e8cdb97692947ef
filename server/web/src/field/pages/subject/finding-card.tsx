/** What was found before: read on site, held against what is there now. */
import { useState } from "preact/hooks";
import type { EarlierFinding } from "~/field/model";
import { PhotoLook, Thumb } from "~/field/pages/shared/thumb";
import { t } from "~/i18n";
import { Badge, LevelBadge, StateBadge } from "~/ui/badge";
import { day, today } from "~/words/dates";
import { dueOf } from "./findings";

function Due({ finding }: { finding: EarlierFinding }) {
  const due = dueOf(finding, today());
  if (due.at === "none") return null;
  if (due.at === "today") return <Badge tone="amber">{t("findings.due_today")}</Badge>;
  return due.at === "over" ? (
    <Badge tone="red" icon="clock">
      {t("findings.overdue_days", { days: due.days })}
    </Badge>
  ) : (
    <Badge tone="grey">{t("findings.due_in", { days: due.days })}</Badge>
  );
}

export function FindingCard({ finding }: { finding: EarlierFinding }) {
  const [looking, setLooking] = useState<number>();
  const shown = looking === undefined ? undefined : finding.photos[looking];
  return (
    <li class="finding">
      <p class="finding__badges">
        <LevelBadge level={finding.level.toLowerCase() as "f1" | "f2" | "f3"} />
        <StateBadge state={finding.state} />
        <Due finding={finding} />
      </p>
      <h3>{t("field.subject.finding", { n: finding.number, on: day(finding.raised_on) })}</h3>
      <p class="finding__words">{finding.found}</p>
      {finding.recommendation && (
        <p>
          <strong>{t("findings.recommendation")}: </strong>
          {finding.recommendation}
        </p>
      )}
      {finding.due_on && (
        <p>
          <strong>{t("findings.due_on")}: </strong>
          <span class="number">{day(finding.due_on)}</span>
        </p>
      )}
      {finding.answer && (
        <p>
          <strong>{t("field.subject.finding_answer")}: </strong>
          {finding.answer}
        </p>
      )}
      {finding.photos.length > 0 && (
        <div class="finding__photos">
          {finding.photos.map((sha256, at) => (
            <Thumb
              key={sha256}
              sha256={sha256}
              label={t("field.subject.finding_photo", { n: at + 1, total: finding.photos.length })}
              onOpen={() => setLooking(at)}
            />
          ))}
        </div>
      )}
      {shown && looking !== undefined && (
        <PhotoLook
          sha256={shown}
          title={t("field.subject.finding_photo", { n: looking + 1, total: finding.photos.length })}
          onClose={() => setLooking(undefined)}
        />
      )}
    </li>
  );
}
