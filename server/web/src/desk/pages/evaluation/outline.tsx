/** The parts of the report, each with what is in it and what it still wants. Findings can be dropped on a section. */
import { useState } from "preact/hooks";
import type { EvaluationSection } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Icon, type IconName } from "~/ui/icon";
import { dragged, dropInto } from "../../evaluations/drag";
import { roman, useOpened, type View } from "../../evaluations/opened";
import { useHasBelow } from "../../evaluations/places";
import { lackCount, lackingIn } from "../../evaluations/to-fill";
import { useForm } from "../../evaluations/use-form";

const ICON: Record<View, IconName> = {
  whole: "book",
  head: "report",
  levels: "tree",
  exports: "download",
  history: "clock",
};

function SectionState({ section }: { section: EvaluationSection }) {
  const { writes } = useOpened();
  const lacking = lackingIn(section);
  const n = lackCount(lacking);
  return (
    <span class="outline__state">
      {section.takes_findings && section.attachments.length > 0 && (
        <span title={t("evaluations.attachments_n", { n: section.attachments.length })}>
          <Icon name="flag" size={13} /> {section.attachments.length}
          <span class="unseen"> {t("evaluations.attachments")}</span>
        </span>
      )}
      {lacking.changed > 0 && (
        <span class="outline__changed" title={t("attached.changed")}>
          <Icon name="reopen" size={13} /> {t("evaluation.changed_short", { n: lacking.changed })}
        </span>
      )}
      {writes &&
        (n > 0 ? (
          <Badge tone="amber">{t("evaluation.lacking_short", { n })}</Badge>
        ) : (
          <span class="outline__full">
            <Icon name="check" size={14} /> {t("evaluation.full")}
          </span>
        ))}
    </span>
  );
}

function SectionEntry({ section, n }: { section: EvaluationSection; n: number }) {
  const { place, at, writes } = useOpened();
  const [over, setOver] = useState(false);
  const here = place.section === section.key;
  const takes = () => writes && section.takes_findings && dragged() !== undefined;
  return (
    <li>
      <a
        class={over ? "outline__place is-over" : "outline__place"}
        href={at({ section: section.key })}
        aria-current={here ? "page" : undefined}
        onDragOver={(event) => {
          if (!takes() || here) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          dropInto(section.key);
        }}
      >
        <span class="outline__n">{roman(n)}.</span>
        <span class="outline__title">{said(section.title)}</span>
        <SectionState section={section} />
      </a>
    </li>
  );
}

function ViewEntry({ view }: { view: View }) {
  const { place, at } = useOpened();
  return (
    <li>
      <a class="outline__place" href={at({ view })} aria-current={place.view === view ? "page" : undefined}>
        <span class="outline__n">
          <Icon name={ICON[view]} size={16} />
        </span>
        <span class="outline__title">{t(`evaluation.${view}`)}</span>
      </a>
    </li>
  );
}

/** Which form it follows, and whether anybody held that against the official text. */
function FormLine() {
  const { evaluation } = useOpened();
  const form = useForm(evaluation);
  if (!form) return null;
  const template = form.template ?? said(form.title);
  return (
    <p class="outline__form small soft">
      {t("evaluation.form_version", { template, version: form.version })}
      {!form.checked && <span class="outline__unchecked">{t("evaluations.unchecked_form")}</span>}
    </p>
  );
}

function Entries() {
  const { evaluation } = useOpened();
  const hasBelow = useHasBelow();
  return (
    <>
      <ul>
        <ViewEntry view="whole" />
        <ViewEntry view="head" />
      </ul>
      <h2 class="outline__group">{t("evaluation.sections")}</h2>
      <ul>
        {evaluation.sections.map((section, at) => (
          <SectionEntry key={section.key} section={section} n={at + 1} />
        ))}
      </ul>
      <hr />
      <ul>
        {hasBelow && <ViewEntry view="levels" />}
        <ViewEntry view="exports" />
        <ViewEntry view="history" />
      </ul>
      <FormLine />
    </>
  );
}

/** Where there is no room for it beside, it folds up to the part that is open. */
export function Outline() {
  const { evaluation, place } = useOpened();
  const n = evaluation.sections.findIndex((one) => one.key === place.section);
  const section = evaluation.sections[n];
  const here = section ? `${roman(n + 1)}. ${said(section.title)}` : t(`evaluation.${place.view ?? "whole"}`);
  return (
    <nav class="outline" aria-label={t("evaluation.outline")}>
      <div class="outline__wide">
        <Entries />
      </div>
      <details class="outline__narrow" key={here}>
        <summary>
          <Icon name="list" size={16} />
          <span>{here}</span>
          <Icon name="down" size={16} />
        </summary>
        <Entries />
      </details>
    </nav>
  );
}
