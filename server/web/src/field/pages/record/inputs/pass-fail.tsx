/** Đạt, không đạt, không áp dụng: three large buttons, each with its sign. A second press takes the answer back. */
import type { Outcome } from "~/api/types";
import { t } from "~/i18n";
import { Icon, type IconName } from "~/ui/icon";
import type { InputProps } from "./props";

const SIGNS: [Outcome, IconName][] = [
  ["pass", "check"],
  ["fail", "close"],
  ["not_applicable", "minus"],
];

export function PassFail({ labelledBy, describedBy, value, onValue }: InputProps) {
  const now = value && "outcome" in value ? value.outcome : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the question is a heading outside of it
    <div class="pass-fail" role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {SIGNS.map(([outcome, icon]) => (
        <button
          key={outcome}
          type="button"
          class={`pass-fail__button pass-fail__button--${outcome}`}
          aria-pressed={now === outcome}
          onClick={() => onValue(now === outcome ? undefined : { outcome })}
        >
          <Icon name={icon} size={28} />
          {t(`outcome.${outcome}`)}
        </button>
      ))}
    </div>
  );
}
