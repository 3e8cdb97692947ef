/** Whether what was written is on the server. */
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import type { Keeper, Keeping } from "../../evaluations/keeper";

const ICON = { saved: "check", waiting: "clock", saving: "clock", failed: "warn", clash: "fork" } as const;

const CLASS: Record<Keeping, string> = {
  saved: "keeping",
  waiting: "keeping",
  saving: "keeping",
  failed: "keeping keeping--bad",
  clash: "keeping keeping--bad",
};

export function KeepingMark({ keeper }: { keeper: Keeper }) {
  const { state, problem } = keeper;
  return (
    <div class="row">
      <p class={CLASS[state]} role="status">
        <Icon name={ICON[state]} size={15} /> {t(`keeping.${state}`)}
        {state === "failed" && <span class="small"> · {problem?.words ?? t("keeping.failed_hint")}</span>}
      </p>
      {state === "failed" && (
        <Button small onClick={() => void keeper.flush()}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}
