/** The findings of a section in their order, with those that are proposed beside them. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Attachment, EvaluationSection } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { reorder } from "../../evaluations/attach";
import { type Dragged, dragged, dropInto, watch } from "../../evaluations/drag";
import { useOpened } from "../../evaluations/opened";
import { placeAt } from "../../evaluations/order";
import { AttachedCard } from "./attached-card";
import "./attached.css";
import { Proposals } from "./proposals";

/** Draws again when something is picked up or let go. */
function useDragged(): Dragged | undefined {
  const [, redraw] = useState(0);
  useEffect(() => watch(() => redraw((before) => before + 1)), []);
  return dragged();
}

function middles(list: HTMLElement): { id: string; y: number }[] {
  return [...list.querySelectorAll<HTMLElement>("[data-attachment]")].map((card) => {
    const { top, height } = card.getBoundingClientRect();
    return { id: card.dataset.attachment ?? "", y: top + height / 2 };
  });
}

function List({ section, writes }: { section: EvaluationSection; writes: boolean }) {
  const ref = useRef<HTMLOListElement>(null);
  const [before, setBefore] = useState<string | null>();
  const [said, setSaid] = useState("");
  const { evaluation } = useOpened();
  const dragging = useDragged();
  const list = section.attachments;
  const step = async (attachment: Attachment, to: string | null) => {
    const n = await reorder(evaluation.id, attachment, to);
    if (n) setSaid(t("attached.moved", { number: attachment.number, n, all: list.length }));
  };
  return (
    <>
      <ol
        ref={ref}
        class={dragging && writes ? "attached is-target" : "attached"}
        onDragOver={(event) => {
          if (!writes || !dragged() || !ref.current) return;
          event.preventDefault();
          setBefore(placeAt(middles(ref.current), event.clientY));
        }}
        onDragLeave={(event) => {
          if (!ref.current?.contains(event.relatedTarget as Node)) setBefore(undefined);
        }}
        onDrop={(event) => {
          event.preventDefault();
          if (before !== undefined) dropInto(section.key, before);
          setBefore(undefined);
        }}
      >
        {list.map((attachment, at) => (
          <AttachedCard
            key={attachment.id}
            attachment={attachment}
            n={at + 1}
            section={section}
            writes={writes}
            dropsBefore={dragging !== undefined && before === attachment.id}
            onStep={step}
          />
        ))}
        {list.length === 0 && (
          <li class="attached__none">
            <Icon name="flag" size={24} />
            <p>{t("attached.none")}</p>
            {writes && <p class="small">{t("attached.none_hint")}</p>}
          </li>
        )}
        {dragging && before === null && <li class="attached__end">{t("attached.drop_here")}</li>}
      </ol>
      <p class="unseen" role="status">
        {said}
      </p>
    </>
  );
}

export function Attached({ section, writes }: { section: EvaluationSection; writes: boolean }) {
  const both = writes && section.takes_findings;
  return (
    <section class={both ? "attaching attaching--both" : "attaching"}>
      <div class="card">
        <div class="card__head">
          <h3 id="part-findings" tabIndex={-1}>
            {t("attached.title")} <span class="soft">({section.attachments.length})</span>
          </h3>
          {writes && section.attachments.length > 1 && (
            <p class="soft small attached__hint">{t("attached.order_hint")}</p>
          )}
        </div>
        <List section={section} writes={writes} />
      </div>
      {both && <Proposals section={section} />}
    </section>
  );
}
