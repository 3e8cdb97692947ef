/** One finding in the report as it stood when it was attached, and what is another now. */
import { useState } from "preact/hooks";
import type { Attachment, EvaluationSection } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Badge, LevelBadge, StateBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { day } from "~/words/dates";
import { begin, end } from "../../evaluations/drag";
import { useOpened } from "../../evaluations/opened";
import { stepped } from "../../evaluations/order";
import { usePut } from "../../evaluations/use-put";
import { href } from "../../url";
import { CardMenu } from "./card-menu";
import { Changed } from "./changed";

function Facts({ attachment }: { attachment: Attachment }) {
  const { subject_name, commune_name, sub_project_code, due_on, photos, source_name } = attachment;
  const facts = [
    subject_name,
    commune_name,
    sub_project_code,
    due_on && t("attached.due", { at: day(due_on) }),
    photos > 0 && t("attached.photos", { n: photos }),
    source_name && t("attached.source", { name: source_name }),
  ];
  return <p class="soft small">{facts.filter(Boolean).join(" · ")}</p>;
}

interface Props {
  attachment: Attachment;
  n: number;
  section: EvaluationSection;
  writes: boolean;
  dropsBefore: boolean;
  onStep: (attachment: Attachment, before: string | null) => void;
}

function Moves({ attachment, section, onStep }: Props) {
  const list = section.attachments;
  const to = (by: -1 | 1) => stepped(list, attachment.id, by);
  const button = (by: -1 | 1, icon: "up" | "down", label: string) => {
    const before = to(by);
    return (
      <Button
        small
        look="quiet"
        icon={icon}
        label={label}
        disabled={before === undefined}
        onClick={() => before !== undefined && onStep(attachment, before)}
      />
    );
  };
  return (
    <div class="attached__moves">
      {button(-1, "up", t("attached.up", { number: attachment.number }))}
      {button(1, "down", t("attached.down", { number: attachment.number }))}
    </div>
  );
}

export function AttachedCard(props: Props) {
  const { attachment, n, section, writes, dropsBefore, onStep } = props;
  const { evaluation } = useOpened();
  const [dragging, setDragging] = useState(false);
  const put = usePut();
  const keys = (event: KeyboardEvent) => {
    if (!writes || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const before = stepped(section.attachments, attachment.id, event.key === "ArrowUp" ? -1 : 1);
    event.preventDefault();
    if (before !== undefined) onStep(attachment, before);
  };
  const classes = ["attached__card", dragging && "is-dragged", dropsBefore && "is-before"];
  return (
    <li class={classes.filter(Boolean).join(" ")} data-attachment={attachment.id} onKeyDown={keys}>
      {writes && (
        // Only the grip is dragged, so that the words can be selected.
        // biome-ignore lint/a11y/noStaticElementInteractions: for mice alone; the buttons and keys beside do the same
        <span
          class="attached__grip"
          title={t("attached.drag", { number: attachment.number })}
          draggable
          onDragStart={(event) => {
            const card = event.currentTarget.closest("li");
            if (card) event.dataTransfer?.setDragImage(card, 16, 16);
            begin(event, { what: "attachment", id: attachment.id }, put);
            setDragging(true);
          }}
          onDragEnd={() => {
            setDragging(false);
            end();
          }}
        >
          <Icon name="grip" size={20} />
        </span>
      )}
      <span class="attached__n number">{n}</span>
      <div class="attached__body">
        <div class="row">
          <LevelBadge level={attachment.level} short />
          <span class="number soft">{attachment.number}</span>
          <StateBadge state={attachment.state} />
          {attachment.carried_over && (
            <Badge tone="rust" icon="return">
              {t("attached.carried")}
            </Badge>
          )}
          {attachment.carried_over && attachment.state_now !== attachment.state && (
            <span class="small soft">
              {t("attached.became", { state: t(`finding_state.${attachment.state_now}`).toLowerCase() })}
            </span>
          )}
        </div>
        <a
          class="attached__what"
          href={href(`/evaluations/${evaluation.id}/attachments/${attachment.id}`)}
          title={t("attached.open")}
        >
          {attachment.what}
        </a>
        <Facts attachment={attachment} />
        {attachment.note && (
          <p class="attached__note">
            <span class="soft small">{t("attached.note")}:</span> {attachment.note}
          </p>
        )}
        {attachment.changed.length > 0 && (
          <Changed attachment={attachment} evaluation={evaluation} writes={writes} />
        )}
      </div>
      {writes && (
        <div class="attached__acts">
          <Moves {...props} />
          <CardMenu attachment={attachment} section={section} onStep={onStep} />
        </div>
      )}
    </li>
  );
}
