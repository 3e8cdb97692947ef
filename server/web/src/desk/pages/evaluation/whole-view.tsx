/** The whole report to be read through, about as it will be printed; what is still to be filled stands out. */
import type { Attachment, EvaluationSection, Field, FigureTable } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Loaded } from "~/ui/states";
import { day } from "~/words/dates";
import { roman, useOpened } from "../../evaluations/opened";
import { useFigures } from "../../evaluations/places";
import { emptyPlaces } from "../../evaluations/to-fill";
import { href } from "../../url";
import { fieldWords } from "./field-words";
import { FigureBlock } from "./figures";
import { Letterhead, SignatureBlock } from "./letterhead";
import "./paper.css";
import { useForm } from "../../evaluations/use-form";
import { Paragraphs } from "./writing";

/** As it stands within a sentence. */
const inSentence = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

function Finding({ attachment }: { attachment: Attachment }) {
  const { evaluation } = useOpened();
  const { number, what, commune_name, subject_name, due_on, note, level, state, carried_over } = attachment;
  const facts = [
    inSentence(t(`level.${level}`)),
    subject_name,
    commune_name,
    due_on && t("attached.due", { at: day(due_on) }),
    inSentence(t(`finding_state.${state}`)),
    carried_over && inSentence(t("attached.carried")),
  ];
  return (
    <li>
      <a href={href(`/evaluations/${evaluation.id}/attachments/${attachment.id}`)}>{number}</a>: {what}{" "}
      <em>({facts.filter(Boolean).join("; ")}).</em>
      {note && ` ${note}`}
    </li>
  );
}

const isEmpty = (field: Field) => emptyPlaces(field, field.value) === (field.rows?.length ?? 1);

function Section({ section, n, figures }: { section: EvaluationSection; n: number; figures: FigureTable[] }) {
  return (
    <section class="paper__section">
      <h3>
        {roman(n)}. {said(section.title)}
      </h3>
      <div class="paper__text">
        <Paragraphs words={section.words} />
      </div>
      {section.fields.length > 0 && (
        <ul class="paper__fields">
          {section.fields.map((field) => (
            <li key={field.key}>
              {said(field.title)}:{" "}
              {isEmpty(field) ? (
                <span class="paper__tofill">{t("evaluation.not_filled")}</span>
              ) : (
                fieldWords(field, field.value)
              )}
              {field.to_fill && !isEmpty(field) && (
                <>
                  {" "}
                  <span class="paper__tofill">
                    {t("evaluation.fields_lacking", { n: emptyPlaces(field, field.value) })}
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {figures.map((table) => (
        <FigureBlock key={table.key} table={table} whole />
      ))}
      {section.attachments.length > 0 && (
        <ol class="paper__findings">
          {section.attachments.map((attachment) => (
            <Finding key={attachment.id} attachment={attachment} />
          ))}
        </ol>
      )}
    </section>
  );
}

export function WholeView() {
  const { evaluation, go } = useOpened();
  const answer = useFigures(evaluation.id);
  const form = useForm(evaluation);
  return (
    <article class="stack" aria-labelledby="section-title">
      <header class="section-head">
        <h2 id="section-title">{t("evaluation.whole")}</h2>
        <Button icon="download" onClick={() => go({ view: "exports" })}>
          {t("evaluation.exports")}
        </Button>
      </header>
      <p class="soft small">
        {t("evaluation.days", { from: day(evaluation.from), to: day(evaluation.to) })}.{" "}
        {t("evaluation.print_note")}
      </p>
      <div class="paper paper--whole">
        <Letterhead head={evaluation.head} evaluation={evaluation} form={form} />
        <Loaded answer={answer}>
          {({ figures }) =>
            evaluation.sections.map((section, at) => (
              <Section
                key={section.key}
                section={section}
                n={at + 1}
                figures={figures.filter((table) => section.figures.includes(table.key))}
              />
            ))
          }
        </Loaded>
        <SignatureBlock head={evaluation.head} />
      </div>
    </article>
  );
}
