/** The dialogs in which a decision gets its words. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { asProblem } from "~/api/problem";
import type { Comment } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { TextArea } from "~/ui/form";
import { Failed } from "~/ui/states";
import { type Decidable, decideMany, decideOne, type Failure, mayDecide } from "./decide";

/** Returns or reopens one record, with words. Where comments on items and photos go along, more words are optional. */
export function DecideDialog({
  action,
  line,
  drafts = [],
  children,
  onClose,
  onDone,
}: {
  action: "return" | "reopen";
  line: Decidable;
  drafts?: Comment[];
  /** The comments as they will be sent. */
  children?: ComponentChildren;
  onClose: () => void;
  onDone?: () => void;
}) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const returns = action === "return";
  const optional = !returns || drafts.length > 0;
  const submit = async () => {
    const words = text.trim();
    if (!words && !optional) return setFault(t("review.words_needed"));
    setBusy(true);
    const done = await decideOne(line, action, words ? [{ text: words }, ...drafts] : drafts);
    onClose();
    if (done) onDone?.();
  };
  return (
    <Dialog
      title={t(`review.${action}_title`)}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" icon={action} busy={busy}>
            {t(`review.${action}`)}
          </Button>
        </>
      }
    >
      <p>
        <strong>{line.subject_name}</strong>
      </p>
      <TextArea
        label={t(returns ? "review.words" : "review.reopen_words")}
        hint={t(returns ? "review.words_hint" : "review.reopen_hint")}
        fault={fault}
        optional={optional}
        value={text}
        onInput={setText}
        rows={4}
        focus
      />
      {children}
    </Dialog>
  );
}

/** Many at once: how many it concerns, one set of words for all, and afterwards what could not be done. */
export function ManyDialog({
  lines,
  action,
  onClose,
  onDone,
}: {
  lines: Decidable[];
  action: "accept" | "return";
  onClose: () => void;
  onDone: () => void;
}) {
  const able = lines.filter((line) => mayDecide(line, action));
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState<Failure[]>();
  const [problem, setProblem] = useState<ReturnType<typeof asProblem>>();
  const submit = async () => {
    const words = text.trim();
    if (action === "return" && !words) return setFault(t("review.words_needed"));
    setBusy(true);
    try {
      const failed = await decideMany(able, action, words ? [{ text: words }] : []);
      onDone();
      if (failed.length === 0) onClose();
      else setFailures(failed);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  const name = t(action === "accept" ? "review.accept_many" : "review.return_many", { n: able.length });
  if (failures)
    return (
      <Dialog title={t("review.some_failed", { n: failures.length })} onClose={onClose}>
        <ul class="stack">
          {failures.map((failure) => (
            <li key={failure.line.record}>
              <strong>{failure.line.subject_name}</strong>
              <p class="soft">{failure.words}</p>
            </li>
          ))}
        </ul>
      </Dialog>
    );
  return (
    <Dialog
      title={name}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={able.length === 0}>
            {name}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      {able.length < lines.length && <p>{t("queue.mixed_status", { n: lines.length - able.length })}</p>}
      {action === "accept" ? (
        <p>{t("review.accept_many_words")}</p>
      ) : (
        <TextArea
          label={t("review.words")}
          hint={t("review.words_hint")}
          fault={fault}
          value={text}
          onInput={setText}
          rows={4}
          focus
        />
      )}
    </Dialog>
  );
}
