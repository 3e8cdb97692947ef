/** What was done about the report, the newest first. */
import type { EvaluationEvent } from "~/api/evaluations.types";
import { said, t, wordFor } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { moment } from "~/words/dates";
import { useOpened } from "../../evaluations/opened";
import { useHistory } from "./standing";
import "../../findings/findings.css";

/** Numbers that are named before the rest is counted. */
const NAMED = 12;

function Event({ event }: { event: EvaluationEvent }) {
  const { evaluation } = useOpened();
  const section = evaluation.sections.find((one) => one.key === event.section);
  const named = event.findings.slice(0, NAMED).join(", ");
  const rest = event.findings.length - NAMED;
  return (
    <li class="timeline__event">
      <p>
        <strong>{wordFor("evaluation_act", event.kind)}</strong>
        {section && t("evaluation_history.in_section", { section: said(section.title) })}{" "}
        <span class="soft small">
          {event.person_name} · {moment(event.at)}
        </span>
      </p>
      {event.findings.length > 0 && (
        <p class="small number">
          {t("evaluation_history.findings", { numbers: rest > 0 ? `${named}, +${rest}` : named })}
        </p>
      )}
      {event.words &&
        (event.kind === "written" ? (
          <details>
            <summary class="small">{t("evaluation_history.before")}</summary>
            <p class="finding__text soft">{event.words}</p>
          </details>
        ) : (
          <p class="finding__text">{event.words}</p>
        ))}
    </li>
  );
}

export function HistoryView() {
  const { evaluation } = useOpened();
  const answer = useHistory(evaluation.id);
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("evaluation.history")}</h2>
      <Loaded answer={answer}>
        {(events) =>
          events.length === 0 ? (
            <Empty icon="clock" words={t("evaluation_history.none")} />
          ) : (
            <section class="card card__body">
              <ol class="timeline">
                {[...events].reverse().map((event) => (
                  <Event key={event.number} event={event} />
                ))}
              </ol>
            </section>
          )
        }
      </Loaded>
    </article>
  );
}
