/** Where the record stands and what is to be done about it: at the top, before anything else. */
import { Call } from "~/field/layout/parts";
import { type Stage, toMend } from "~/field/record";
import { t } from "~/i18n";
import { moment } from "~/words/dates";
import { ItemLinks, type Line } from "./item-links";
import { RemarkList } from "./remarks";
import type { OpenRecord } from "./use-record";
import { violationWords } from "./violation-words";

/** What the server named, as lines that lead to the items. */
function mendLines(record: OpenRecord): Line[] {
  const newest = record.entries.at(-1);
  if (!newest) return [];
  return toMend(newest.outcome, newest.revision).map(({ item, part, violation }) => ({
    item,
    name: item === undefined ? t(partKey(part)) : undefined,
    words: violation ? violationWords(violation) : "",
  }));
}

const PARTS = [
  "record",
  "checklist",
  "visit",
  "subject",
  "new_subject",
  "sub_project",
  "commune",
  "captured_at",
  "fix",
  "photos",
  "signature",
  "revision",
  "base",
] as const;

function partKey(part: string | undefined): `fill.stage.part.${(typeof PARTS)[number]}` {
  const known = PARTS.find((one) => one === part);
  return `fill.stage.part.${known ?? "record"}`;
}

const TONE: Record<Exclude<Stage, "filling">, "plain" | "good" | "warn" | "bad"> = {
  mending: "plain",
  queued: "plain",
  sent: "good",
  merged: "good",
  accepted: "good",
  conflict: "warn",
  returned: "warn",
  refused: "bad",
};

function more(record: OpenRecord, photosLeft: number): string | undefined {
  const { stage } = record;
  if (stage === "filling" || stage === "accepted") return undefined;
  if (stage === "sent")
    return photosLeft > 0 ? t("fill.stage.sent_photos", { count: photosLeft }) : undefined;
  return t(`fill.stage.${stage}_words`);
}

/** The reviewer's words about items and photos, each a way to its item. */
function remarkLines({ remarks, draft }: OpenRecord): Line[] {
  const ofItems = Object.entries(remarks.items).map(([item, words]) => ({ item, words: words.join(" ") }));
  const ofPhotos = Object.entries(remarks.photos).map(([sha256, words]) => {
    const item = draft.photos.find((photo) => photo.sha256 === sha256)?.item;
    return {
      item,
      name: item === undefined ? t("fill.stage.part.photos") : undefined,
      words: words.join(" "),
    };
  });
  return [...ofItems, ...ofPhotos];
}

export function StageCall({ record, photosLeft }: { record: OpenRecord; photosLeft: number }) {
  const { stage, entries, remarks } = record;
  const handedIn = entries.at(-1)?.handedInAt;
  const words = more(record, photosLeft);
  return (
    <>
      {stage !== "filling" && (
        <Call tone={TONE[stage]} title={t(`fill.stage.${stage}`)}>
          {words && <p>{words}</p>}
          {(stage === "refused" || stage === "conflict") && (
            <ItemLinks record={record} lines={mendLines(record)} />
          )}
          {handedIn !== undefined && stage !== "mending" && (
            <p class="soft number">{t("fill.stage.handed_in", { at: moment(handedIn) })}</p>
          )}
        </Call>
      )}
      <RemarkList remarks={remarks.whole} />
      <ItemLinks record={record} lines={remarkLines(record)} />
    </>
  );
}
