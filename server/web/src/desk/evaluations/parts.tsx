/** What is said about an evaluation wherever it is named. */
import type { Body, EvaluationLine, Period } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Badge, type Tone } from "~/ui/badge";
import type { IconName } from "~/ui/icon";
import { useSession } from "../session";
import type { Standing } from "./groups";
import { isOwn, turnOf } from "./turn";
import "./parts.css";

const TONE: Record<Standing, Tone> = {
  missing: "grey",
  draft: "amber",
  submitted: "blue",
  consolidated: "green",
  signed: "green",
};
/** The sign says what the colour says. */
const SIGN: Record<Standing, IconName> = {
  missing: "minus",
  draft: "edit",
  submitted: "upload",
  consolidated: "check",
  signed: "lock",
};

export function EvaluationBadge({ state }: { state: Standing }) {
  return (
    <Badge tone={TONE[state]} icon={SIGN[state]}>
      {t(`evaluation_state.${state}`)}
    </Badge>
  );
}

/** A department by its own name; a unit by its. */
export function bodyName(body: Body): string {
  return body.department_name ?? body.unit_name;
}

export function periodWords(period: Period, year: number): string {
  return t(`period_of.${period}`, { year });
}

/** Whose turn it is; one's own stands out by its sign and its words. */
export function TurnWords({ line }: { line: EvaluationLine }) {
  const { person } = useSession();
  const { mine, words } = turnOf(line, isOwn(line, person));
  return mine ? (
    <span class="turn turn--mine">
      <span class="turn__who">{t("turn.mine")}</span> {t(words)}
    </span>
  ) : (
    <span class="turn soft">{t(words)}</span>
  );
}
