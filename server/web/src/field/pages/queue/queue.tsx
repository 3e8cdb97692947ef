/** What the server does not have yet, record by record and photo by photo; below it, what it has. */
import { useState } from "preact/hooks";
import { Group, RowButton, Rows } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { type Sent, sentRecords } from "~/field/pages/shared/newest";
import { recordWords, reviewWords } from "~/field/pages/shared/outcome-words";
import { recordName } from "~/field/pages/shared/record-row";
import { outbox, recordStates, settings, subjects, uploads, useStored } from "~/field/store";
import { runSync } from "~/field/sync/engine";
import { isBusy, useSync } from "~/field/sync/state";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Empty, Loading } from "~/ui/states";
import { moment } from "~/words/dates";
import { Progress } from "./progress";
import "./queue.css";
import { QueueItem } from "./queue-item";
import { ReceiptsDialog } from "./receipts";
import { type Queue, queueOf } from "./totals";

/** With few records in the queue all photos are in sight; with many they are behind a press. */
const OPEN_UP_TO = 3;
const HISTORY = 20;

async function held() {
  const [entries, photos, subjectList, states, chosen] = await Promise.all([
    outbox(),
    uploads(),
    subjects(),
    recordStates(),
    settings(),
  ]);
  const subjectNames = new Map(subjectList.map(({ id, name }) => [id, name]));
  const stateOf = new Map(states.map((state) => [state.record, state]));
  return {
    queue: queueOf(sentRecords(entries, photos)),
    name: ({ newest: { revision } }: Sent) =>
      recordName({ name: revision.new_subject?.name ?? subjectNames.get(revision.subject ?? "") }),
    stateOf,
    onWifi: chosen.photosOnWifi,
  };
}

type Held = Awaited<ReturnType<typeof held>>;

function History({ queue, name, stateOf }: Held) {
  const [all, setAll] = useState(false);
  const [looking, setLooking] = useState<Sent>();
  if (queue.done.length === 0) return null;
  const shown = all ? queue.done : queue.done.slice(0, HISTORY);
  return (
    <Group title={t("field.queue.history")} count={queue.done.length}>
      <p class="soft">{t("field.queue.history_words")}</p>
      <Rows>
        {shown.map((sent) => {
          const state = stateOf.get(sent.record);
          const { tone, words } = (state && reviewWords(state)) ?? recordWords(sent);
          return (
            <RowButton key={sent.record} title={name(sent)} onClick={() => setLooking(sent)}>
              <span class="soft number">{moment(sent.newest.handedInAt)}</span>
              <Badge tone={tone}>{words}</Badge>
            </RowButton>
          );
        })}
      </Rows>
      {shown.length < queue.done.length && <Button onClick={() => setAll(true)}>{t("action.more")}</Button>}
      {looking && (
        <ReceiptsDialog sent={looking} name={name(looking)} onClose={() => setLooking(undefined)} />
      )}
    </Group>
  );
}

function Items({ title, items, held, open }: { title: string; items: Sent[]; held: Held; open: boolean }) {
  const { current } = useSync();
  if (items.length === 0) return null;
  return (
    <Group title={title} count={items.length}>
      <ul class="queue-items">
        {items.map((sent) => (
          <QueueItem
            key={sent.record}
            sent={sent}
            name={held.name(sent)}
            current={current?.sha256}
            open={open}
          />
        ))}
      </ul>
    </Group>
  );
}

function isEmpty({ unsent, refused, done }: Queue): boolean {
  return unsent.length + refused.length + done.length === 0;
}

export default function QueuePage() {
  const sync = useSync();
  const { value } = useStored(held, ["outbox", "plan", "settings", "drafts"]);
  if (!value)
    return (
      <Screen title={t("field.queue.title")}>
        <Loading />
      </Screen>
    );
  const { queue } = value;
  const running = isBusy(sync);
  const toSend = queue.unsent.length > 0 || queue.photos > 0;
  return (
    <Screen
      title={t("field.queue.title")}
      foot={
        <Button
          look={toSend ? "primary" : "secondary"}
          icon={toSend ? "upload" : "reopen"}
          busy={running}
          disabled={!sync.online}
          onClick={() => void runSync("user")}
        >
          {t(toSend ? "field.queue.go" : "field.queue.look")}
        </Button>
      }
    >
      {isEmpty(queue) ? (
        <Empty icon="upload" words={t("field.queue.empty")} />
      ) : (
        <Progress queue={queue} sync={sync} onWifi={value.onWifi} />
      )}
      <Items title={t("field.queue.refused")} items={queue.refused} held={value} open={false} />
      <Items
        title={t("field.queue.unsent")}
        items={queue.unsent}
        held={value}
        open={queue.unsent.length <= OPEN_UP_TO}
      />
      <History {...value} />
    </Screen>
  );
}
