/** The filled checklist: first what was flagged, then section by section. */
import type { AnswerBody, Item, RaisedFlag } from "~/api/types";
import { said, t } from "~/i18n";
import { LevelBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Pairs } from "~/ui/pairs";
import { Loading } from "~/ui/states";
import { href } from "../../url";
import { answerWords, filledSections, itemName, itemOf } from "./answer-words";
import { CommentButton, CommentDraft, Said } from "./comment";
import { useRecord } from "./context";
import { PhotoStrip } from "./photo-strip";

function look(answer: AnswerBody | undefined): string {
  if (!answer) return "answer__value soft";
  if (!("outcome" in answer.value)) return "answer__value";
  return `answer__value outcome outcome--${answer.value.outcome}`;
}

/** The finding that was raised from an item, or the way to raise one. */
function Raised({ item, name }: { item: string; name: string }) {
  const { findings, raise } = useRecord();
  const raised = findings.filter((finding) => finding.item === item);
  return (
    <div class="row">
      {raised.map((finding) => (
        <a key={finding.id} href={href(`/findings/${finding.id}`)}>
          {t("findings.has_finding", { number: finding.number })}
        </a>
      ))}
      {raised.length === 0 && raise && (
        <Button small icon="flag" onClick={() => raise(item)}>
          {t("findings.raise")}
          <span class="unseen">: {name}</span>
        </Button>
      )}
    </div>
  );
}

function Answer({ item, flags = [] }: { item: Item; flags?: RaisedFlag[] }) {
  const { head, photos } = useRecord();
  const answer = head?.answers[item.key];
  const name = said(item.question);
  const spot = { item: item.key };
  return (
    <li class="answer" id={`item-${item.key}`}>
      <div class="answer__line">
        <p class="answer__question">{name}</p>
        <p class={look(answer)}>{item.answer.type !== "photo" && answerWords(answer, item)}</p>
        <CommentButton spot={spot} name={name} />
      </div>
      {answer?.note && (
        <p class="answer__note">
          <span class="soft">{t("record.note")}: </span>
          {answer.note}
        </p>
      )}
      {flags.map((flag) => (
        <p key={flag.message.vi} class="answer__flag">
          <LevelBadge level={flag.level.toLowerCase() as "f1"} short /> {said(flag.message)}
        </p>
      ))}
      <PhotoStrip photos={photos.filter((photo) => photo.item === item.key)} />
      <Said spot={spot} />
      <CommentDraft spot={spot} name={name} />
      {flags.length > 0 && <Raised item={item.key} name={name} />}
    </li>
  );
}

/** What the answers flag, in the weight of their levels. */
function Flagged() {
  const { record, checklist } = useRecord();
  const byItem = new Map<string, RaisedFlag[]>();
  for (const flag of [...record.assessment.flags].sort((a, b) => b.level.localeCompare(a.level)))
    byItem.set(flag.item, [...(byItem.get(flag.item) ?? []), flag]);
  return (
    <section class="card card--flagged" aria-labelledby="flagged">
      <div class="card__head">
        <h2 id="flagged">{t("record.flagged")}</h2>
        <span class="soft">{byItem.size}</span>
      </div>
      {byItem.size === 0 ? (
        <p class="card__body soft">{t("record.flagged_none")}</p>
      ) : (
        <ul class="answers">
          {[...byItem].map(([key, flags]) => {
            const item = itemOf(checklist, key);
            return item && <Answer key={key} item={item} flags={flags} />;
          })}
        </ul>
      )}
    </section>
  );
}

/** Answers to items that this version of the checklist does not have. */
function Unasked() {
  const { head, checklist } = useRecord();
  const keys = Object.keys(head?.answers ?? {}).filter((key) => checklist && !itemOf(checklist, key));
  if (keys.length === 0) return null;
  return (
    <section class="card">
      <h2 class="card__head">{t("record.unasked")}</h2>
      <div class="card__body">
        <Pairs
          rows={keys.map((key) => [<code key={key}>{key}</code>, answerWords(head?.answers[key], undefined)])}
        />
      </div>
    </section>
  );
}

export function Answers() {
  const { record, head, checklist, photos } = useRecord();
  if (!head || !checklist) return <Loading lines={8} />;
  const flagged = new Set(record.assessment.flags.map((flag) => flag.item));
  const whole = photos.filter((photo) => !photo.item || !itemName(checklist, photo.item));
  return (
    <div class="stack">
      <Flagged />
      {filledSections(checklist, head).map(({ section, items }) => (
        <section key={section.key} class="card" aria-labelledby={`section-${section.key}`}>
          <div class="card__head">
            <h2 id={`section-${section.key}`}>{said(section.title)}</h2>
          </div>
          <ul class="answers">
            {items
              .filter((item) => !flagged.has(item.key))
              .map((item) => (
                <Answer key={item.key} item={item} />
              ))}
            {items.every((item) => flagged.has(item.key)) && (
              <li class="answer soft small">{t("record.flagged")} ↑</li>
            )}
          </ul>
        </section>
      ))}
      {whole.length > 0 && (
        <section class="card">
          <h2 class="card__head">{t("record.photos_whole")}</h2>
          <div class="card__body">
            <PhotoStrip photos={whole} />
          </div>
        </section>
      )}
      <Unasked />
    </div>
  );
}
