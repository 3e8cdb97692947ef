/** The last look before a record is handed in, and the word that it was. */
import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { Call } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { type Warning, warnings } from "~/field/record";
import { StorageFull } from "~/field/store";
import { t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Blocks, Flags, LeftOut, Missing, Photos, Warnings } from "./finish-parts";
import { handInRecord } from "./hand-in";
import { Opened } from "./opened";
import "./record.css";
import { NotSaved } from "./saved-mark";
import { Signatures } from "./signatures";
import { type OpenRecord, useRecord } from "./use-record";
import "./item.css";

/** Asked once: what is missing may be missing for a good reason. */
function Ask({
  lacks,
  warned,
  onGo,
  onClose,
}: {
  lacks: number;
  warned: number;
  onGo: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={t("fill.finish.ask")}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("fill.finish.review")}</Button>
          <Button look="primary" onClick={onGo}>
            {t("fill.finish.hand_in_anyway")}
          </Button>
        </>
      }
    >
      {lacks > 0 && <p>{t("fill.finish.ask_missing", { count: lacks })}</p>}
      {warned > 0 && <p>{t("fill.finish.ask_warnings", { count: warned })}</p>}
      <p class="soft">{t("fill.finish.ask_words")}</p>
    </Dialog>
  );
}

function Done({ record }: { record: OpenRecord }) {
  return (
    <Screen
      title={t("fill.finish.done")}
      foot={
        <>
          <LinkButton look="primary" href="/field/">
            {t("fill.finish.home")}
          </LinkButton>
          <LinkButton href="/field/queue">{t("fill.finish.see_queue")}</LinkButton>
        </>
      }
    >
      <Call tone="good" live title={record.name}>
        <p>{t("fill.finish.done_words")}</p>
      </Call>
      <LinkButton look="quiet" href={`/field/records/${record.draft.record}`}>
        {t("fill.finish.see_record")}
      </LinkButton>
    </Screen>
  );
}

/** A record that is handed in already, opened by an old address. */
function Elsewhere({ record }: { record: OpenRecord }) {
  const { route } = useLocation();
  useEffect(() => route(`/field/records/${record.draft.record}`, true), []);
  return null;
}

type Handing = "no" | "asking" | "busy" | "full" | "failed";

function useHandIn(record: OpenRecord, open: number) {
  const [handing, setHanding] = useState<Handing>("no");
  const go = async () => {
    setHanding("busy");
    try {
      await handInRecord(record);
    } catch (thrown) {
      console.error(thrown);
      setHanding(thrown instanceof StorageFull ? "full" : "failed");
    }
  };
  return {
    handing,
    go: () => void go(),
    press: () => (open > 0 ? setHanding("asking") : void go()),
    stop: () => setHanding("no"),
  };
}

function Finish({ record, found }: { record: OpenRecord; found: Warning[] }) {
  const { draft, progress, keeper } = record;
  const { lacks, blocks } = progress;
  const { handing, go, press, stop } = useHandIn(record, lacks.length + found.length);
  const good = lacks.length + found.length + blocks.length === 0;
  return (
    <Screen
      title={t("fill.finish.title")}
      kicker={record.name}
      back={`/field/records/${draft.record}`}
      foot={
        <>
          {blocks.length > 0 && (
            <p class="stops">{t("fill.finish.blocked_foot", { count: blocks.length })}</p>
          )}
          <Button
            look="primary"
            icon="check"
            busy={handing === "busy"}
            disabled={blocks.length > 0 || keeper.keeping === "full"}
            onClick={press}
          >
            {t(handing === "busy" ? "fill.finish.handing_in" : "fill.finish.hand_in")}
          </Button>
        </>
      }
    >
      <NotSaved keeper={keeper} />
      {(handing === "full" || handing === "failed") && (
        <Call tone="bad" live title={t("fill.finish.failed")}>
          <p>{t(handing === "full" ? "fill.full_words" : "fill.finish.failed_words")}</p>
        </Call>
      )}
      <Blocks record={record} />
      {good && <Call tone="good" title={t("fill.finish.all_good")} />}
      <Missing record={record} />
      <Warnings record={record} warnings={found} />
      <Flags record={record} />
      <Photos record={record} />
      <LeftOut record={record} />
      <Signatures record={record} />
      {handing === "asking" && <Ask lacks={lacks.length} warned={found.length} onGo={go} onClose={stop} />}
    </Screen>
  );
}

function Page({ record }: { record: OpenRecord }) {
  const { draft, checklist, scene } = record;
  const [wasFilling] = useState(draft.state === "filling");
  if (draft.state === "handed_in")
    return wasFilling ? <Done record={record} /> : <Elsewhere record={record} />;
  return <Finish record={record} found={warnings(draft, checklist, scene, Date.now())} />;
}

export default function FinishPage() {
  const { id = "" } = useRoute().params;
  return <Opened opening={useRecord(id)}>{(record) => <Page key={id} record={record} />}</Opened>;
}
