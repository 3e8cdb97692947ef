/** One section of a record: its questions, one below the other, and the way on under the thumb. */
import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import type { Item } from "~/api/types";
import { Camera } from "~/field/capture/camera";
import { Screen } from "~/field/layout/screen";
import type { NewShot } from "~/field/model";
import { photosOf } from "~/field/record";
import { said, t } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { Empty } from "~/ui/states";
import { wantedAccuracy } from "./inputs/place-input";
import { ItemCard } from "./item-card";
import { noteFix } from "./note-fix";
import { keepShot } from "./photos";
import { ReadItem } from "./read-item";
import "./record.css";
import { warnings } from "~/field/record";
import { Opened } from "./opened";
import { NotSaved, SavedMark } from "./saved-mark";
import { useScroll } from "./scroll";
import { type OpenRecord, useRecord } from "./use-record";
import { warningWords } from "./warning-words";

/** The camera for one item. It closes by itself once the item has all that it takes. */
function ItemCamera({ record, item, onClose }: { record: OpenRecord; item: Item; onClose: () => void }) {
  const { keeper, draft, checklist, scene } = record;
  const most = item.answer.type === "photo" ? item.answer.max : undefined;
  const onShot = async (shot: NewShot) => {
    await keepShot(keeper, shot);
    noteFix(keeper, shot.photo.fix);
    if (most !== undefined && photosOf(keeper.draft, item.key).length >= most) onClose();
  };
  const away = warnings(draft, checklist, scene, Date.now()).find(
    ({ code }) => code === "outside_commune" || code === "far_from_site",
  );
  return (
    <Camera
      item={item.key}
      hint={said(item.question)}
      warning={away && warningWords(away, scene).words}
      accuracyM={wantedAccuracy(scene)}
      onShot={onShot}
      onClose={onClose}
    />
  );
}

function Foot({ record, at }: { record: OpenRecord; at: number }) {
  const { draft, keeper, progress } = record;
  const base = `/field/records/${draft.record}`;
  const address = (step: number) => {
    // A section that is not asked now has no neighbours.
    const next = at < 0 ? undefined : progress.sections[at + step]?.section.key;
    return next && `${base}/sections/${next}`;
  };
  const [previous, next] = [address(-1), address(1)];
  const filling = draft.state === "filling";
  return (
    <div class="fill-foot">
      <LinkButton icon="back" label={t("fill.section.previous")} href={previous ?? base} />
      {filling && <SavedMark keeper={keeper} />}
      {next || !filling || at < 0 ? (
        <LinkButton look="primary" href={next ?? base}>
          {t(next ? "fill.section.next" : "fill.section.all")}
        </LinkButton>
      ) : (
        <LinkButton look="primary" href={`${base}/finish`}>
          {t("fill.record.finish")}
        </LinkButton>
      )}
    </div>
  );
}

function Section({ record, sectionKey }: { record: OpenRecord; sectionKey: string }) {
  const { draft, keeper, progress, checklist } = record;
  const [shooting, setShooting] = useState<Item>();
  const at = progress.sections.findIndex(({ section }) => section.key === sectionKey);
  const here = progress.sections[at];
  const section = checklist.sections.find(({ key }) => key === sectionKey);
  const filling = draft.state === "filling";
  useEffect(() => {
    if (filling && here && draft.section !== sectionKey)
      keeper.change((now) => ({ ...now, section: sectionKey }));
  }, [sectionKey, filling]);
  useScroll(draft.record, sectionKey);
  return (
    <Screen
      title={section ? said(section.title) : t("fill.record.title")}
      kicker={here && t("fill.section.of", { n: at + 1, total: progress.sections.length })}
      back={`/field/records/${draft.record}`}
      foot={<Foot record={record} at={at} />}
    >
      <NotSaved keeper={keeper} />
      {here ? (
        <ul class="item-cards">
          {here.items.map((item) =>
            filling ? (
              <ItemCard key={item.key} record={record} item={item} onCamera={setShooting} />
            ) : (
              <ReadItem key={item.key} record={record} item={item} />
            ),
          )}
        </ul>
      ) : (
        <Empty icon="list" words={t("fill.section.hidden")} />
      )}
      {shooting && <ItemCamera record={record} item={shooting} onClose={() => setShooting(undefined)} />}
    </Screen>
  );
}

export default function SectionPage() {
  const { id = "", key = "" } = useRoute().params;
  return (
    <Opened opening={useRecord(id)}>
      {(record) => <Section key={key} record={record} sectionKey={key} />}
    </Opened>
  );
}
