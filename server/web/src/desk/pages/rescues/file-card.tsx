/** One file that was handed in: how far it has come, and what became of it or why nothing did. */
import { type Key, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Failed } from "~/ui/states";
import { bytes } from "~/words/numbers";
import { Fault } from "./fault";
import { type HandIn, handInAgain, type Stage, stop } from "./hand-in";
import { OutcomeView } from "./outcome-view";
import "./rescues.css";

/** What is wrong with a file, and what to do about it; other problems, such as a lost line, speak for themselves. */
const FAULTS: Record<string, [what: Key, next: Key]> = {
  "rescue.unreadable": ["rescues.fault.unreadable", "rescues.fault.unreadable_next"],
  "rescue.damaged": ["rescues.fault.damaged", "rescues.fault.damaged_next"],
  "rescue.device": ["rescues.fault.device", "rescues.fault.device_next"],
  "auth.out_of_scope": ["rescues.fault.scope", "rescues.fault.scope_next"],
};

function Sending({ sent, file }: { sent: number; file: File }) {
  // The body is the file and nothing else; all of it is out when the line has taken its last byte.
  const all = sent >= file.size;
  return (
    <>
      <progress
        class="rescue__progress"
        aria-label={t("rescues.progress", { name: file.name })}
        max={Math.max(file.size, 1)}
        {...(all ? {} : { value: sent })}
      />
      <p class="soft" role="status">
        {all ? t("rescues.taking") : t("rescues.sending", { sent: bytes(sent), all: bytes(file.size) })}
      </p>
    </>
  );
}

function StageView({ stage, file }: { stage: Stage; file: File }) {
  switch (stage.at) {
    case "waiting":
      return <p class="soft">{t("rescues.waiting")}</p>;
    case "sending":
      return <Sending sent={stage.sent} file={file} />;
    case "stopped":
      return <p class="notice">{t("rescues.stopped")}</p>;
    case "other":
      return <Fault what={t("rescues.fault.other")} next={t("rescues.fault.other_next")} />;
    case "failed": {
      const fault = FAULTS[stage.problem.code];
      if (!fault) return <Failed problem={stage.problem} />;
      return <Fault what={t(fault[0])} next={t(fault[1])} />;
    }
    case "done":
      return <OutcomeView outcome={stage.outcome} />;
  }
}

function Acts({ handIn: { id, stage } }: { handIn: HandIn }) {
  if (stage.at === "waiting" || stage.at === "sending")
    return (
      <Button small icon="close" onClick={() => stop(id)}>
        {t("rescues.stop")}
      </Button>
    );
  if (stage.at === "stopped" || stage.at === "failed")
    return (
      <Button small icon="upload" onClick={() => handInAgain(id)}>
        {t("rescues.again")}
      </Button>
    );
  return null;
}

export function FileCard({ handIn }: { handIn: HandIn }) {
  const { file, stage, id } = handIn;
  return (
    <section class="card" aria-labelledby={`file-${id}`}>
      <div class="card__head">
        <h2 id={`file-${id}`} class="rescue__name">
          {file.name} <span class="soft small">{bytes(file.size)}</span>
        </h2>
        <Acts handIn={handIn} />
      </div>
      <div class="card__body stack">
        <StageView stage={stage} file={file} />
      </div>
    </section>
  );
}
