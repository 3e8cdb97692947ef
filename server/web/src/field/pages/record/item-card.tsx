/** One question: what is asked, what was answered, what is missing, what the answer would lead to. */

import { useId } from "preact/hooks";
import type { Item, Level, Value, Violation } from "~/api/types";
import { answerTo, isAnswered, photosOf, photosShort, withNote, withValue } from "~/field/record";
import { said, t } from "~/i18n";
import { own } from "~/protocol/condition";
import { LevelBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { valueWords } from "~/words/answers";
import { ItemInput } from "./item-input";
import { Note } from "./note";
import { PhotoStrip } from "./photo-strip";
import { RemarkList } from "./remarks";
import type { OpenRecord } from "./use-record";
import { violationWords } from "./violation-words";
import "./item.css";

interface Props {
  record: OpenRecord;
  item: Item;
  onCamera: (item: Item) => void;
}

/** What was handed in before, where it was something else. */
function Before({ record: { draft, entries }, item }: Pick<Props, "record" | "item">) {
  const base = entries.find(({ revision }) => revision.revision === draft.base)?.revision;
  const before = base && (own(base.answers, item.key)?.value as Value | undefined);
  if (!before || JSON.stringify(before) === JSON.stringify(answerTo(draft, item.key))) return null;
  return <p class="soft">{t("fill.item.before", { value: valueWords(before, item) })}</p>;
}

/** The finding that the answer proposes, as plainly as the desk will read it. */
function Proposed({ record: { progress }, item }: Pick<Props, "record" | "item">) {
  return (
    <>
      {progress.flags
        .filter((flag) => flag.item === item.key)
        .map((flag) => (
          <p key={flag.message.vi} class="proposed" role="status">
            <Icon name="flag" size={22} />
            <span class="unseen">{t("fill.item.proposes")}: </span>
            <LevelBadge level={flag.level.toLowerCase() as Level} />
            <span>{said(flag.message)}</span>
          </p>
        ))}
    </>
  );
}

function PhotoAct({ record: { draft, progress }, item, onCamera }: Props) {
  const most = item.answer.type === "photo" ? item.answer.max : undefined;
  const count = photosOf(draft, item.key).length;
  const short = photosShort(draft, item, progress.lacks);
  const full = most !== undefined && count >= most;
  return (
    <>
      {(count > 1 || most !== undefined) && (
        <p class="soft number">
          {most === undefined ? t("fill.photo.count", { count }) : t("fill.photo.count_of", { count, most })}
        </p>
      )}
      {short > 0 && (
        <p class="lacking">
          <Icon name="photo" size={22} />
          {t("fill.photo.need", { count: short })}
        </p>
      )}
      <Button
        small={short === 0}
        icon="photo"
        look={short > 0 ? "primary" : "secondary"}
        disabled={full}
        onClick={() => onCamera(item)}
      >
        {t(full ? "fill.photo.enough" : count > 0 ? "fill.photo.take_more" : "fill.photo.take")}
      </Button>
    </>
  );
}

/** A figure out of bounds and a text that is too long are said where they are typed. */
function isSaidByInput({ path, code }: Violation): boolean {
  return path.startsWith("/answers/") && (code === "record.number_range" || code === "record.text");
}

export function ItemCard({ record, item, onCamera }: Props) {
  const id = useId();
  const { keeper, draft, progress, remarks, scene } = record;
  const value = answerTo(draft, item.key);
  const note = own(draft.answers, item.key)?.note;
  const photos = photosOf(draft, item.key);
  const stops = progress.blocks.filter((block) => block.item === item.key);
  const unsaid = stops.filter(({ violation }) => !isSaidByInput(violation));
  const answered = isAnswered(draft, item, progress.facts);
  const rest = () => void keeper.flush();
  const described = [item.hint && `${id}-hint`, unsaid.length > 0 && `${id}-stops`].filter(Boolean).join(" ");
  return (
    <li class="item-card" id={`item-${item.key}`} tabIndex={-1} aria-labelledby={`${id}-q`}>
      <div class="item-card__head">
        <h2 id={`${id}-q`}>{said(item.question)}</h2>
        {item.required &&
          (answered && stops.length === 0 ? (
            <Icon name="check" size={24} />
          ) : (
            <span class="item-card__required">{t("fill.item.required")}</span>
          ))}
      </div>
      {item.hint && (
        <p id={`${id}-hint`} class="soft">
          {said(item.hint)}
        </p>
      )}
      <RemarkList remarks={own(remarks.items, item.key)} />
      <Before record={record} item={item} />
      <ItemInput
        item={item}
        labelledBy={`${id}-q`}
        describedBy={described || undefined}
        value={value}
        scene={scene}
        onValue={(next, typing) => keeper.change((now) => withValue(now, item.key, next), typing)}
        onRest={rest}
      />
      {unsaid.length > 0 && (
        <ul id={`${id}-stops`} class="stops">
          {unsaid.map(({ violation }) => (
            <li key={violation.path + violation.code}>
              <Icon name="warn" size={22} />
              {violationWords(violation)}
            </li>
          ))}
        </ul>
      )}
      <Proposed record={record} item={item} />
      <PhotoStrip record={record} photos={photos} />
      <div class="item-card__acts">
        <PhotoAct record={record} item={item} onCamera={onCamera} />
        {item.answer.type !== "photo" && (
          <Note
            note={note}
            alone={value === undefined}
            of={id}
            onNote={(text) => keeper.change((now) => withNote(now, item.key, text), true)}
            onRest={rest}
          />
        )}
      </div>
    </li>
  );
}
