/** A question and its answer, where the record can only be read. */

import type { Item } from "~/api/types";
import { answerTo, photosOf } from "~/field/record";
import { said, t } from "~/i18n";
import { own } from "~/protocol/condition";
import { valueWords } from "~/words/answers";
import { PhotoStrip } from "./photo-strip";
import { RemarkList } from "./remarks";
import type { OpenRecord } from "./use-record";
import "./item.css";

export function ReadItem({ record, item }: { record: OpenRecord; item: Item }) {
  const { draft, remarks } = record;
  const value = answerTo(draft, item.key);
  const note = own(draft.answers, item.key)?.note;
  return (
    <li class="item-card" id={`item-${item.key}`} tabIndex={-1}>
      <h2>{said(item.question)}</h2>
      <RemarkList remarks={own(remarks.items, item.key)} />
      {item.answer.type !== "photo" && (
        <p class={value ? "read-item__value" : "soft"}>
          {value ? valueWords(value, item) : t("fill.item.unanswered")}
        </p>
      )}
      {note && (
        <p>
          <span class="soft">{t("fill.item.note")}: </span>
          {note}
        </p>
      )}
      <PhotoStrip record={record} photos={photosOf(draft, item.key)} />
    </li>
  );
}
