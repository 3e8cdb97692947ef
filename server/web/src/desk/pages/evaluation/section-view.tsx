/** One section: what is to be written there, the words, the fields, the figures, the findings. */
import type { EvaluationSection } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { moment } from "~/words/dates";
import { type Place, roman, useOpened } from "../../evaluations/opened";
import { useFigures, usePlaces } from "../../evaluations/places";
import { Attached } from "./attached";
import { Fields } from "./fields";
import { SectionFigures } from "./figures";
import { Writing } from "./writing";

const hasFindings = (section: EvaluationSection) => section.takes_findings || section.attachments.length > 0;

/** To what stands further down: a section can be long. */
function Jumps({ section }: { section: EvaluationSection }) {
  const jumps = [
    section.fields.length > 0 && (["fields", t("evaluation.fields"), section.fields.length] as const),
    hasFindings(section) && (["findings", t("evaluations.attachments"), section.attachments.length] as const),
    section.figures.length > 0 && (["figures", t("evaluation.figures"), section.figures.length] as const),
  ].filter((jump) => jump !== false);
  if (jumps.length < 2) return null;
  return (
    <ul class="jumps">
      {jumps.map(([id, words, n]) => (
        <li key={id}>
          <a
            href={`#part-${id}`}
            onClick={(event) => {
              // The router would take the address for another page.
              event.preventDefault();
              document.getElementById(`part-${id}`)?.scrollIntoView({ block: "start" });
              document.getElementById(`part-${id}`)?.focus({ preventScroll: true });
            }}
          >
            {words} <span class="soft">({n})</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Guidance({ section }: { section: EvaluationSection }) {
  const { writes } = useOpened();
  if (!writes) return null;
  return (
    <details class="guidance" open={section.words === ""}>
      <summary>
        <Icon name="info" size={16} /> {t("evaluation.guidance")}
      </summary>
      <p>{said(section.guidance)}</p>
    </details>
  );
}

/** Forth and back through the parts, for whoever reads it through. */
function Turns() {
  const { evaluation, place, at } = useOpened();
  const places = usePlaces();
  const here = places.findIndex((one) => one.section === place.section && one.view === place.view);
  const name = (to: Place) => {
    const n = evaluation.sections.findIndex((one) => one.key === to.section);
    const section = evaluation.sections[n];
    return section ? `${roman(n + 1)}. ${said(section.title)}` : t(`evaluation.${to.view ?? "whole"}`);
  };
  const [before, next] = [places[here - 1], places[here + 1]];
  return (
    <nav class="turns" aria-label={t("evaluation.turns")}>
      {before && (
        <a href={at(before)}>
          <Icon name="back" size={16} />
          <span>
            <span class="soft small">{t("evaluation.previous")}</span>
            {name(before)}
          </span>
        </a>
      )}
      {next && (
        <a class="turns__next" href={at(next)}>
          <span>
            <span class="soft small">{t("evaluation.next")}</span>
            {name(next)}
          </span>
          <Icon name="next" size={16} />
        </a>
      )}
    </nav>
  );
}

export function SectionView({ sectionKey }: { sectionKey: string }) {
  const { evaluation, writes } = useOpened();
  const at = evaluation.sections.findIndex((one) => one.key === sectionKey);
  const section = evaluation.sections[at];
  const figures = useFigures(evaluation.id, (section?.figures.length ?? 0) > 0);
  if (!section) return null;
  return (
    <article class="stack" aria-labelledby="section-title">
      <header class="section-head">
        <h2 id="section-title">
          {roman(at + 1)}. {said(section.title)}
        </h2>
        {section.changed_at && (
          <p class="soft small">
            {t("evaluation.written_by", {
              name: section.changed_by_name ?? "",
              at: moment(section.changed_at),
            })}
          </p>
        )}
      </header>
      <Jumps section={section} />
      <Guidance section={section} />
      <Writing section={section} />
      {section.fields.length > 0 && <Fields section={section} />}
      {hasFindings(section) && <Attached section={section} writes={writes} />}
      {section.figures.length > 0 && <SectionFigures keys={section.figures} answer={figures} />}
      <Turns />
    </article>
  );
}
