/** The whole queue in a line, and what it waits for. */
import { useEffect, useState } from "preact/hooks";
import { Call, Meter } from "~/field/layout/parts";
import { countWords } from "~/field/layout/status-words";
import { wifi } from "~/field/sync/network";
import type { SyncState } from "~/field/sync/state";
import { t } from "~/i18n";
import { moment } from "~/words/dates";
import { bytes } from "~/words/numbers";
import { problemWords } from "./problem-words";
import { type Queue, secondsUntil } from "./totals";

function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

/** What holds the queue up, if anything does. */
function Hold({ queue, sync, onWifi }: { queue: Queue; sync: SyncState; onWifi: boolean }) {
  const now = useNow(sync.nextTryAt !== undefined);
  if (!sync.online)
    return (
      <Call tone="warn" title={t("field.queue.offline")} live>
        <p>{t("field.queue.offline_words")}</p>
      </Call>
    );
  const seconds = secondsUntil(sync.nextTryAt, now);
  return (
    <>
      {sync.problem && (
        <Call tone="warn" title={problemWords(sync.problem)}>
          {seconds !== undefined && <p class="number">{t("field.queue.next_try", { count: seconds })}</p>}
        </Call>
      )}
      {queue.photos > 0 && sync.photos.held === "wifi" && <Call title={t("field.queue.wifi_wait")} />}
      {queue.photos > 0 && onWifi && wifi() === "unknown" && <Call title={t("field.queue.wifi_unknown")} />}
    </>
  );
}

export function Progress({ queue, sync, onWifi }: { queue: Queue; sync: SyncState; onWifi: boolean }) {
  const left = countWords(queue.records, queue.photos);
  const done = queue.bytesTotal - queue.bytesLeft;
  return (
    <div class="queue-total">
      {left ? (
        <>
          <p class="queue-total__left">{t("field.queue.left", { left })}</p>
          {queue.bytesTotal > 0 && (
            <>
              <Meter label={t("field.queue.progress")} value={done} max={queue.bytesTotal} />
              <p class="number">
                {t("field.queue.bytes_of", { done: bytes(done), all: bytes(queue.bytesTotal) })}
              </p>
            </>
          )}
        </>
      ) : (
        queue.refused.length === 0 && (
          <Call tone="good" title={t("field.queue.all_sent")}>
            {sync.lastSuccessAt !== undefined && (
              <p class="number">{t("field.queue.last", { at: moment(sync.lastSuccessAt) })}</p>
            )}
          </Call>
        )
      )}
      {left && <Hold queue={queue} sync={sync} onWifi={onWifi} />}
    </div>
  );
}
