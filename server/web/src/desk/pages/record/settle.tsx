/** Settling a conflict: item by item, which of two snapshots counts. Nothing of either is lost. */
import { useId, useState } from "preact/hooks";
import { invalidate, put } from "~/api/cache";
import { asProblem, type Problem } from "~/api/problem";
import * as records from "~/api/records";
import type { RevisionLine, Snapshot } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Check } from "~/ui/form";
import { Failed, Loading } from "~/ui/states";
import { tell } from "~/ui/toast";
import { itemName } from "./answer-words";
import { useRecord } from "./context";
import { differences } from "./differences";
import { AnswerCell, useSnapshot } from "./snapshot";

function Choice({
  item,
  head,
  branch,
  taken,
  onTake,
}: {
  item: string;
  head: Snapshot;
  branch: Snapshot;
  taken: boolean;
  onTake: (taken: boolean) => void;
}) {
  const { checklist } = useRecord();
  const name = useId();
  const side = (snapshot: Snapshot, words: string, checked: boolean, value: boolean) => (
    <label class={checked ? "settle__side is-taken" : "settle__side"}>
      <input type="radio" name={name} checked={checked} onChange={() => onTake(value)} />
      <span>
        <span class="soft small">{words}</span>
        <br />
        <AnswerCell snapshot={snapshot} item={item} />
      </span>
    </label>
  );
  return (
    <fieldset class="settle__item">
      <legend>{itemName(checklist, item)}</legend>
      <div class="settle__pair">
        {side(head, t("settle.head"), !taken, false)}
        {side(branch, t("settle.branch"), taken, true)}
      </div>
    </fieldset>
  );
}

export function SettleDialog({ branch, onClose }: { branch: RevisionLine; onClose: () => void }) {
  const { record, head } = useRecord();
  const other = useSnapshot(record.record, branch.revision);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const [photos, setPhotos] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const found = head && other.data ? differences(head, other.data) : undefined;
  const [shots, signed] = [found?.photosAdded.length ?? 0, found?.signaturesAdded.length ?? 0];
  const pictures = [
    ...(shots > 0 ? [t("revisions.photos_added", { count: shots })] : []),
    ...(signed > 0 ? [t("revisions.signatures_added", { count: signed })] : []),
  ];
  const submit = async () => {
    if (!record.head) return;
    setBusy(true);
    try {
      const body = {
        head: record.head,
        branch: branch.revision,
        take: [...taken],
        ...(photos ? { take_photos: true } : {}),
      };
      put(`record:${record.record}`, await records.settle(record.record, body));
      invalidate((key) => key.startsWith("records") || key.startsWith(`evidence:${record.record}`));
      tell(t("settle.done"));
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  const take = (item: string, on: boolean) => {
    const next = new Set(taken);
    if (on) next.add(item);
    else next.delete(item);
    setTaken(next);
  };
  return (
    <Dialog
      wide
      title={t("settle.title")}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <span class="soft small settle__sum">{t("settle.summary", { n: taken.size })}</span>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!found}>
            {t("settle.save")}
          </Button>
        </>
      }
    >
      <p>{t("settle.words")}</p>
      {problem && <Failed problem={problem} />}
      {other.error && <Failed problem={other.error} retry={() => void other.refresh()} />}
      {!found && !other.error && <Loading />}
      {found?.items.length === 0 && <p class="soft">{t("settle.none")}</p>}
      {head &&
        other.data &&
        found?.items.map((item) => (
          <Choice
            key={item}
            item={item}
            head={head}
            branch={other.data as Snapshot}
            taken={taken.has(item)}
            onTake={(on) => take(item, on)}
          />
        ))}
      {pictures.length > 0 && (
        <Check
          label={`${t("settle.take_photos")} (${pictures.join(", ")})`}
          checked={photos}
          onChange={setPhotos}
        />
      )}
    </Dialog>
  );
}
