/** One file: how far it is, how large, and how to have it. */

import * as api from "~/api/exports";
import type { Export } from "~/api/exports.types";
import { t } from "~/i18n";
import { Badge, type Tone } from "~/ui/badge";
import { Button, LinkButton } from "~/ui/button";
import type { IconName } from "~/ui/icon";
import { day } from "~/words/dates";
import { bytes, number, percent } from "~/words/numbers";
import "./exports.css";
import { troubleWords } from "./trouble";
import { begin, drop, isRunning } from "./watch";

const STATE: Record<Export["state"], { tone: Tone; icon: IconName }> = {
  waiting: { tone: "grey", icon: "clock" },
  running: { tone: "blue", icon: "clock" },
  done: { tone: "green", icon: "check" },
  failed: { tone: "red", icon: "warn" },
};

export function Progress({ one }: { one: Export }) {
  const { state, done, total } = one;
  if (!isRunning(one))
    return (
      <div>
        <Badge {...STATE[state]}>{t(`export_state.${state}`)}</Badge>
        {one.problem && <p class="export__problem small">{troubleWords(one.problem)}</p>}
      </div>
    );
  const known = total > 0;
  return (
    <div class="export__progress">
      <Badge {...STATE[state]}>{t(`export_state.${state}`)}</Badge>
      <progress
        aria-label={t("exports.what")}
        {...(known ? { max: total, value: Math.min(done, total) } : {})}
      />
      <span class="number small">
        {known
          ? `${t("exports.progress", { done: number(done, 0), total: number(total, 0) })} (${percent(done / total)})`
          : done > 0 && t("exports.progress_unknown", { done: number(done, 0) })}
      </span>
      {one.problem && <p class="soft small">{troubleWords(one.problem)}</p>}
    </div>
  );
}

export function Size({ one }: { one: Export }) {
  return (
    <div>
      {one.bytes > 0 && <span class="number nowrap">{bytes(one.bytes)}</span>}
      {one.state === "done" && one.expires_at && (
        <div class="soft small nowrap">{t("exports.expires", { at: day(one.expires_at) })}</div>
      )}
    </div>
  );
}

export function ExportActs({ one }: { one: Export }) {
  const running = isRunning(one);
  const name = one.file_name;
  return (
    <div class="row export__acts">
      {one.state === "done" && (
        <LinkButton small look="primary" icon="download" href={api.fileAddress(one.id)} download>
          {t("exports.download")}
          <span class="unseen"> {name}</span>
        </LinkButton>
      )}
      {one.state === "failed" && (
        <Button small icon="reopen" onClick={() => void begin(one.ask)}>
          {t("exports.again")}
          <span class="unseen"> {name}</span>
        </Button>
      )}
      <Button
        small
        look="quiet"
        icon="close"
        label={t(running ? "exports.cancel_of" : "exports.remove_of", { name })}
        onClick={() => void drop(one)}
      />
    </div>
  );
}

/** A few of them where there is little room. */
export function ExportList({ exports }: { exports: Export[] }) {
  return (
    <ul class="export-list">
      {exports.map((one) => (
        <li key={one.id}>
          <div class="export-list__name">
            <span>{one.file_name}</span>
            <Size one={one} />
          </div>
          <Progress one={one} />
          <ExportActs one={one} />
        </li>
      ))}
    </ul>
  );
}
