/** What can be decided, always in sight; with the comments that will go along. */

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { useShortcuts } from "~/ui/keys";
import { decideOne, mayDecide } from "../../review/decide";
import { DecideDialog } from "../../review/dialogs";
import { neighbours } from "../../review/neighbours";
import { useSession } from "../../session";
import { href } from "../../url";
import { itemName } from "./answer-words";
import { useRecord } from "./context";

function DraftList() {
  const { drafts, checklist, photos } = useRecord();
  if (drafts.comments.length === 0) return null;
  return (
    <section>
      <h3>{t("review.comments")}</h3>
      <ul class="said">
        {drafts.comments.map((comment) => (
          <li key={comment.item ?? comment.photo}>
            <p class="soft small">
              {comment.item
                ? itemName(checklist, comment.item)
                : t("evidence.photo_check", {
                    n: photos.findIndex((one) => one.sha256 === comment.photo) + 1,
                  })}
            </p>
            <p>{comment.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function DecisionBar() {
  const { record, drafts, raise } = useRecord();
  const { can } = useSession();
  const { route } = useLocation();
  const [asking, setAsking] = useState<"return" | "reopen">();
  const [busy, setBusy] = useState(false);
  const reviews = can("review_records");
  const may = (action: "accept" | "return" | "reopen") => reviews && mayDecide(record, action);
  /** On to the next of the list that this was opened from. */
  const next = () => {
    const { after } = neighbours(record.record);
    drafts.clear();
    if (after) route(href(`/records/${after}`));
  };
  const accept = async () => {
    if (!may("accept") || busy) return;
    setBusy(true);
    const done = await decideOne(record, "accept", drafts.comments);
    setBusy(false);
    if (done) next();
  };
  const ask = (what: "return" | "reopen") => may(what) && setAsking(what);
  useShortcuts([
    ...(reviews
      ? [
          { keys: "a", label: "keys_queue.accept" as const, run: () => void accept() },
          { keys: "r", label: "keys_queue.return" as const, run: () => void ask("return") },
          { keys: "o", label: "keys_queue.reopen" as const, run: () => void ask("reopen") },
        ]
      : []),
    ...(raise ? [{ keys: "f", label: "keys_queue.finding" as const, run: () => raise() }] : []),
  ]);
  if (!reviews && !raise) return null;
  return (
    <div class="decision-bar" role="toolbar" aria-label={t("record.title")}>
      {drafts.comments.length > 0 && (
        <span class="soft small">{t("review.drafts", { count: drafts.comments.length })}</span>
      )}
      {reviews && record.status === "waiting" && <span class="soft small">{t("review.not_now")}</span>}
      {reviews && record.status === "received" && record.conflicts > 0 && (
        <a class="small" href={href(`/records/${record.record}`, { tab: "revisions" })}>
          {t("review.settle_first")}
        </a>
      )}
      <span class="bar__space" />
      {raise && (
        <Button icon="flag" onClick={() => raise()}>
          {t("findings.raise")}
        </Button>
      )}
      {may("reopen") && (
        <Button icon="reopen" onClick={() => ask("reopen")}>
          {t("review.reopen")}
        </Button>
      )}
      {may("return") && (
        <Button icon="return" onClick={() => ask("return")}>
          {t("review.return")}
        </Button>
      )}
      {may("accept") && (
        <Button look="primary" icon="check" busy={busy} onClick={() => void accept()}>
          {t("review.accept")}
        </Button>
      )}
      {asking === "return" && (
        <DecideDialog
          action="return"
          line={record}
          drafts={drafts.comments}
          onClose={() => setAsking(undefined)}
          onDone={next}
        >
          <DraftList />
        </DecideDialog>
      )}
      {asking === "reopen" && (
        <DecideDialog action="reopen" line={record} onClose={() => setAsking(undefined)} />
      )}
    </div>
  );
}
