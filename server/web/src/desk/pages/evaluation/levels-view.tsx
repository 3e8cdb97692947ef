/** The level below: who has handed in, what was taken in, and what reads otherwise here. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Levels } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { useOpened } from "../../evaluations/opened";
import { Bodies } from "./bodies";
import { LevelFigures } from "./level-figures";
import { LevelSectionCard } from "./level-section";
import "./levels.css";

function Compared({ levels }: { levels: Levels }) {
  return (
    <section aria-labelledby="level-sections">
      <h3 id="level-sections">{t("levels.compare")}</h3>
      <p class="soft small levels__hint">
        {t("levels.compare_hint")} {t("levels.only_submitted")}
      </p>
      <div class="levels__sections">
        {levels.sections.map((section, at) => (
          <LevelSectionCard key={section.key} section={section} n={at + 1} />
        ))}
      </div>
    </section>
  );
}

export function LevelsView() {
  const { evaluation } = useOpened();
  const answer = useQuery(`levels:${evaluation.id}`, () => api.levels(evaluation.id), { live: true });
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("levels.title")}</h2>
      <Loaded answer={answer} lines={8}>
        {(levels) =>
          levels.bodies.length === 0 ? (
            <Empty icon="tree" words={t("levels.none")} />
          ) : (
            <>
              <Bodies bodies={levels.bodies} />
              <Compared levels={levels} />
              <LevelFigures differences={levels.figures} />
            </>
          )
        }
      </Loaded>
    </article>
  );
}
