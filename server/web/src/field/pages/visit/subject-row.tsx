/** A subject in the list: what it is, where, how far, and whether it was inspected. */
import { Row } from "~/field/layout/parts";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { metres } from "~/words/numbers";
import type { Done, Line } from "./list";

export function SubjectRow({
  line,
  visit,
  done,
  place,
  findings,
}: {
  line: Line;
  visit: string;
  done: Done | undefined;
  /** Village and commune, where the group does not say them. */
  place: string | undefined;
  /** How many earlier findings wait for another look. */
  findings: number;
}) {
  const { subject, distanceM, wind } = line;
  return (
    <Row href={`/field/subjects/${subject.id}?visit=${visit}`} title={subject.name}>
      <span class="soft">{[t(`kind.${subject.kind}`), place].filter(Boolean).join(" · ")}</span>
      {distanceM !== undefined && (
        <span class="far number">
          {[metres(distanceM), wind && t(`field.wind.${wind}`)].filter(Boolean).join(", ")}
        </span>
      )}
      {done && (
        <Badge tone={done === "inspected" ? "green" : "amber"} icon={done === "inspected" ? "check" : "list"}>
          {t(`field.visit.${done}`)}
        </Badge>
      )}
      {findings > 0 && (
        <Badge tone="rust" icon="flag">
          {t("field.visit.findings", { count: findings })}
        </Badge>
      )}
    </Row>
  );
}
