/** A snapshot of the record, and an answer as it says. */
import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import type { Snapshot } from "~/api/types";
import { t } from "~/i18n";
import { answerWords, itemOf } from "./answer-words";
import { useRecord } from "./context";

/** A snapshot never changes, so it is read once. */
export function useSnapshot(record: string, revision: string | undefined) {
  return useQuery<Snapshot>(
    revision ? `snapshot:${revision}` : null,
    () => records.snapshot(record, revision ?? ""),
    { fresh: 3600 },
  );
}

export function AnswerCell({ snapshot, item }: { snapshot: Snapshot; item: string }) {
  const { checklist } = useRecord();
  const answer = snapshot.answers[item];
  return (
    <>
      {answerWords(answer, itemOf(checklist, item))}
      {answer?.note && (
        <p class="soft small">
          {t("record.note")}: {answer.note}
        </p>
      )}
    </>
  );
}
