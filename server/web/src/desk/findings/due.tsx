/** A deadline, and how it stands today. */
import type { Finding } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { day, daysBetween, today } from "~/words/dates";

const DONE = ["resolved", "withdrawn"];

/** Days until the deadline; negative where it has passed. */
export function daysLeft(finding: Pick<Finding, "due_on">, on = today()): number | undefined {
  return finding.due_on ? daysBetween(on, finding.due_on) : undefined;
}

export function Due({ finding }: { finding: Finding }) {
  const left = daysLeft(finding);
  if (left === undefined) return <span class="soft">–</span>;
  const open = !DONE.includes(finding.state);
  const words =
    left < 0
      ? t("findings.overdue_days", { days: -left })
      : left === 0
        ? t("findings.due_today")
        : t("findings.due_in", { days: left });
  return (
    <div class="due">
      <span class="number">{day(finding.due_on)}</span>
      {open && <div class={finding.overdue || left < 0 ? "due--late small" : "soft small"}>{words}</div>}
    </div>
  );
}

/** What must not be overlooked in a finding. */
export function Standing({ finding }: { finding: Finding }) {
  return (
    <>
      {finding.overdue && (
        <Badge tone="red" icon="clock">
          {t("findings.overdue")}
        </Badge>
      )}
      {finding.carried_over && (
        <Badge tone="rust" icon="return">
          {t("findings.carried_over")}
        </Badge>
      )}
    </>
  );
}
