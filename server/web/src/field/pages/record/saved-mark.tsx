/** Whether the last touch is on the disk, and what to do where it is not. */
import { Call } from "~/field/layout/parts";
import { t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Icon } from "~/ui/icon";
import type { Keeper } from "./keeper";

/** Seen, not read out: it changes with every touch. A failure is read out below. */
export function SavedMark({ keeper }: { keeper: Keeper }) {
  const { keeping } = keeper;
  const bad = keeping === "full" || keeping === "failed";
  return (
    <span class={bad ? "saved-mark saved-mark--bad" : "saved-mark"}>
      <Icon name={bad ? "warn" : keeping === "saved" ? "check" : "clock"} size={20} />
      {t(bad ? "fill.not_saved" : `fill.${keeping as "saved" | "saving"}`)}
    </span>
  );
}

export function NotSaved({ keeper }: { keeper: Keeper }) {
  const { keeping } = keeper;
  if (keeping !== "full" && keeping !== "failed") return null;
  const full = keeping === "full";
  return (
    <Call tone="bad" live title={t(full ? "fill.full" : "fill.save_failed")}>
      <p>{t(full ? "fill.full_words" : "fill.save_failed_words")}</p>
      <Button look="primary" onClick={() => void keeper.flush()}>
        {t("fill.save_again")}
      </Button>
      {full && <LinkButton href="/field/settings">{t("fill.full_free")}</LinkButton>}
    </Call>
  );
}
