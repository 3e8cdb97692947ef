/** What of a finding is another now than when it was attached. In a draft it can be taken as it stands now. */
import { useState } from "preact/hooks";
import { invalidate } from "~/api/cache";
import type { Attachment, Change, EvaluationLine } from "~/api/evaluations.types";
import { t, wordFor } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { difference } from "~/words/difference";
import { refresh } from "../../evaluations/attach";
import { changeWords } from "../../evaluations/change-words";
import "./changed.css";
import { Marks } from "./marks";

/** Texts long enough that their words are worth comparing. */
const LONG = 60;

function Both({ change }: { change: Change }) {
  if (change.before.length > LONG && change.now.length > LONG)
    return <Marks pieces={difference(change.before, change.now)} />;
  return (
    <p>
      <span class="unseen">{t("attached.before")}: </span>
      <span class="changed__before">{changeWords(change.field, change.before)}</span>{" "}
      <Icon name="next" size={13} />
      <span class="unseen">{t("attached.now")}: </span>{" "}
      <span class="changed__now">{changeWords(change.field, change.now)}</span>
    </p>
  );
}

export function Changed({
  attachment,
  evaluation,
  writes,
  onRefreshed,
}: {
  attachment: Attachment;
  evaluation: Pick<EvaluationLine, "id" | "state">;
  writes: boolean;
  /** The answer that is old once it was taken anew. */
  onRefreshed?: string;
}) {
  const [busy, setBusy] = useState(false);
  return (
    <div class="changed">
      <div class="changed__head">
        <strong>
          <Icon name="reopen" size={15} />{" "}
          {t(evaluation.state === "draft" ? "attached.changed" : "attached.changed_signed")}
        </strong>
        {writes && (
          <Button
            small
            busy={busy}
            onClick={() => {
              setBusy(true);
              void refresh(evaluation.id, attachment).finally(() => {
                setBusy(false);
                invalidate((key) => key === onRefreshed);
              });
            }}
          >
            {t("attached.refresh")}
          </Button>
        )}
      </div>
      <dl class="changed__list">
        {attachment.changed.map((change) => (
          <div key={change.field}>
            {/* The server names what changed in Vietnamese alone. */}
            <dt>{wordFor("changed_field", change.field)}</dt>
            <dd>
              <Both change={change} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
