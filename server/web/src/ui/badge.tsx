import type { ComponentChildren } from "preact";
import type { FindingState, Level, Status, Verdict } from "~/api/types";
import { t } from "~/i18n";
import "./badge.css";
import { Icon, type IconName } from "./icon";

export type Tone = "green" | "amber" | "red" | "blue" | "rust" | "grey" | "plain";

export function Badge({
  tone = "grey",
  icon,
  title,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  title?: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <span class={`badge badge--${tone}`} title={title}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </span>
  );
}

export const STATUS_TONE: Record<Status, Tone> = {
  waiting: "grey",
  received: "blue",
  accepted: "green",
  returned: "rust",
};

export function StatusBadge({ status }: { status: Status }) {
  return <Badge tone={STATUS_TONE[status]}>{t(`status.${status}`)}</Badge>;
}

export const VERDICT_TONE: Record<Verdict | "unchecked", Tone> = {
  pass: "green",
  warn: "amber",
  fail: "red",
  not_applicable: "grey",
  unchecked: "grey",
};

/** The colour repeats what the words and the sign say; it never speaks alone. */
export const VERDICT_SIGN: Record<Verdict | "unchecked", string> = {
  pass: "●",
  warn: "▲",
  fail: "■",
  not_applicable: "–",
  unchecked: "…",
};

export function VerdictBadge({ verdict, short }: { verdict: Verdict | "unchecked"; short?: boolean }) {
  return (
    <Badge tone={VERDICT_TONE[verdict]}>
      <span class="badge__sign" aria-hidden="true">
        {VERDICT_SIGN[verdict]}
      </span>
      {t(short ? `verdict_short.${verdict}` : `verdict.${verdict}`)}
    </Badge>
  );
}

const LEVEL_TONE: Record<Level, Tone> = { f1: "blue", f2: "amber", f3: "red" };

export function LevelBadge({ level, short }: { level: Level; short?: boolean }) {
  return (
    <Badge tone={LEVEL_TONE[level]} title={t(`level.${level}`)}>
      {level.toUpperCase()}
      {!short && ` · ${t(`level.${level}`)}`}
    </Badge>
  );
}

const STATE_TONE: Record<FindingState, Tone> = {
  open: "amber",
  answered: "blue",
  reopened: "rust",
  resolved: "green",
  withdrawn: "grey",
};

export function StateBadge({ state }: { state: FindingState }) {
  return <Badge tone={STATE_TONE[state]}>{t(`finding_state.${state}`)}</Badge>;
}
