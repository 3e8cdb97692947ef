/** What a body of the level below says in a section, against one's own words. */
import { useState } from "preact/hooks";
import * as api from "~/api/evaluations";
import type { LevelSource } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { tell, tellProblem } from "~/ui/toast";
import { likeness } from "~/words/difference";
import { useOpened } from "../../evaluations/opened";
import { putSection, refreshAround } from "../../evaluations/store";
import { flushAll } from "../../evaluations/use-keeper";
import { href } from "../../url";
import { MarkCounts, Marks } from "./marks";

/** Puts a body's words at the end of one's own section. */
async function copy(id: string, section: { key: string; words: string; changed_at?: string }, words: string) {
  const joined = [section.words.trimEnd(), words.trim()].filter(Boolean).join("\n");
  const seen = section.changed_at ?? null;
  const after = await api.write(id, section.key, { seen, words: joined, fields: {} });
  putSection(id, after);
  refreshAround(id, "levels", "history");
  return after;
}

function useCopy(key: string) {
  const { evaluation } = useOpened();
  const [busy, setBusy] = useState(false);
  const run = async (source: LevelSource) => {
    setBusy(true);
    try {
      await flushAll();
      const own = evaluation.sections.find((one) => one.key === key);
      if (!own) return;
      const after = await copy(evaluation.id, own, source.words);
      const undo = () =>
        void api
          .write(evaluation.id, key, { seen: after.changed_at ?? null, words: own.words, fields: {} })
          .then((back) => {
            putSection(evaluation.id, back);
            refreshAround(evaluation.id, "levels", "history");
          }, tellProblem);
      tell(t("levels.copied", { name: source.name, section: said(own.title) }), undo);
    } catch (thrown) {
      tellProblem(thrown);
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}

/** Texts that have less in common are two texts, and not two versions of one. */
const ALIKE = 0.4;

export function Source({
  source,
  sectionKey,
  ownEmpty,
}: {
  source: LevelSource;
  sectionKey: string;
  ownEmpty: boolean;
}) {
  const { writes } = useOpened();
  const { busy, run } = useCopy(sectionKey);
  const { difference, words } = source;
  const [all, setAll] = useState(false);
  const comparable = difference !== undefined && words !== "" && !ownEmpty;
  // Word by word, two texts that are not versions of one another cannot be read.
  const other = comparable && likeness(difference) < ALIKE;
  const compared = comparable && (!other || all);
  return (
    <li class="source">
      <div class="row spread">
        <div class="row">
          <h5>
            <a href={href(`/evaluations/${source.evaluation}`, { section: sectionKey })}>{source.name}</a>
          </h5>
          {compared && difference && <MarkCounts pieces={difference} />}
          {other && (
            <>
              <span class="soft small">{t("levels.other")}</span>
              <Button small look="quiet" icon="compare" pressed={all} onClick={() => setAll(!all)}>
                {t("levels.compare_words")}
                <span class="unseen"> ({source.name})</span>
              </Button>
            </>
          )}
        </div>
        {writes && words && (
          <Button small busy={busy} onClick={() => void run(source)}>
            {t("levels.copy")}
            <span class="unseen"> ({source.name})</span>
          </Button>
        )}
      </div>
      {words === "" ? (
        <p class="soft">{t("levels.empty_words")}</p>
      ) : compared && difference ? (
        <Marks pieces={difference} />
      ) : (
        <p class="finding__text">{words}</p>
      )}
    </li>
  );
}
