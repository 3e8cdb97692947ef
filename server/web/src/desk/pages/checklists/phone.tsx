/** A checklist as the phone shows it, a section at a time. Nothing can be filled: it is a picture of the form. */
import { useState } from "preact/hooks";
import type { Checklist, Item, ItemType } from "~/api/types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";

function Control({ type }: { type: ItemType }) {
  switch (type.type) {
    case "pass_fail":
      return (
        <div class="phone__choices phone__choices--row">
          {(["pass", "fail", "not_applicable"] as const).map((outcome) => (
            <span key={outcome} class="phone__choice">
              {t(`outcome.${outcome}`)}
            </span>
          ))}
        </div>
      );
    case "choice":
    case "multiple_choice":
      return (
        <div class="phone__choices">
          {type.choices.map((choice) => (
            <span key={choice.value} class="phone__choice">
              <span class={type.type === "choice" ? "phone__dot" : "phone__box"} />
              {said(choice.label)}
            </span>
          ))}
        </div>
      );
    case "number":
      return (
        <div class="phone__input">
          <span>{t("checklists.type_here")}</span>
          <span>{said(type.unit.label)}</span>
        </div>
      );
    case "photo":
      return (
        <div class="phone__button">
          <Icon name="photo" /> {t("checklists.take_photo")}
        </div>
      );
    case "place":
      return (
        <div class="phone__button">
          <Icon name="place" /> {t("checklists.take_place")}
        </div>
      );
    case "date":
      return <div class="phone__input">dd/mm/yyyy</div>;
    default:
      return <div class="phone__input phone__input--tall">{t("checklists.type_here")}</div>;
  }
}

function Question({ item }: { item: Item }) {
  return (
    <li class="phone__item">
      <p class="phone__question">
        {said(item.question)}
        {item.required && (
          <span class="phone__required" title={t("checklists.required")}>
            {" *"}
          </span>
        )}
      </p>
      {item.hint && <p class="soft small">{said(item.hint)}</p>}
      <Control type={item.answer} />
      {Boolean(item.photo) && (
        <p class="soft small row">
          <Icon name="photo" size={14} /> {t("checklists.photo_needed")}
        </p>
      )}
      {Boolean(item.shown_if) && <p class="soft small">{t("checklists.conditional")}</p>}
    </li>
  );
}

export function Phone({ checklist }: { checklist: Checklist }) {
  const [at, setAt] = useState(0);
  const section = checklist.sections[Math.min(at, checklist.sections.length - 1)];
  if (!section) return null;
  return (
    <div class="phone">
      <div class="phone__bar">
        <p class="phone__title">{said(checklist.title)}</p>
        <p class="small">
          {t("checklists.section_of", { n: at + 1, total: checklist.sections.length })} ·{" "}
          {said(section.title)}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul class="phone__screen" tabIndex={0} aria-label={said(section.title)}>
        {section.items.map((item) => (
          <Question key={item.key} item={item} />
        ))}
      </ul>
      <div class="phone__foot">
        <Button icon="back" label={t("action.back")} disabled={at === 0} onClick={() => setAt(at - 1)} />
        <span class="small">
          {at + 1}/{checklist.sections.length}
        </span>
        <Button
          icon="next"
          label={t("photo.next")}
          disabled={at >= checklist.sections.length - 1}
          onClick={() => setAt(at + 1)}
        />
      </div>
    </div>
  );
}
