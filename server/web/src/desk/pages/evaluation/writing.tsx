/** The words of a section: large, kept by themselves; as paragraphs where they cannot be changed. */
import { useId, useState } from "preact/hooks";
import type { EvaluationSection } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { GrowingText } from "~/ui/growing-text";
import { tell } from "~/ui/toast";
import { difference } from "~/words/difference";
import { useOpened } from "../../evaluations/opened";
import { discard, leftOver } from "../../evaluations/use-keeper";
import { sectionKeyOf, useSection } from "../../evaluations/use-section";
import { Clash } from "./clash";
import { KeepingMark } from "./keeping-mark";
import { Marks } from "./marks";
import "./writing.css";

/** As the server bounds them. */
const WORDS_MAX = 60_000;

export function Paragraphs({ words }: { words: string }) {
  const paragraphs = words.split(/\n+/).filter((line) => line.trim());
  if (paragraphs.length === 0) return <p class="soft">{t("evaluation.words_none")}</p>;
  return (
    <>
      {paragraphs.map((paragraph, at) => (
        <p key={at}>{paragraph}</p>
      ))}
    </>
  );
}

function Editor({ section }: { section: EvaluationSection }) {
  const { evaluation } = useOpened();
  const keeper = useSection(evaluation.id, section);
  const id = useId();
  const words = String(keeper.parts.words ?? "");
  return (
    <section class="card writing">
      <div class="card__head">
        <h3>
          <label for={id}>{t("evaluation.words")}</label>
        </h3>
        <KeepingMark keeper={keeper} />
      </div>
      <Clash keeper={keeper} section={section} />
      <GrowingText
        id={id}
        class="writing__text"
        value={words}
        rows={8}
        max={WORDS_MAX}
        describedBy={`${id}-hint`}
        onInput={(next) => keeper.change({ words: next })}
        onBlur={() => void keeper.flush()}
      />
      <p id={`${id}-hint`} class="writing__hint soft small">
        {t("evaluation.words_hint")}
      </p>
    </section>
  );
}

/** Somebody handed the report in while words were being typed here: they are shown until their writer lets them go. */
function LeftOver({ section }: { section: EvaluationSection }) {
  const { evaluation } = useOpened();
  const [, redraw] = useState(0);
  const key = sectionKeyOf(evaluation.id, section.key);
  const words = String(leftOver(key)?.parts.words ?? "");
  if (words === "" || words === section.words) return null;
  return (
    <section class="card card__body stack left-over" aria-label={t("keeping.left_over")}>
      <p>
        <strong>{t("keeping.left_over")}</strong> {t("keeping.left_over_hint")}
      </p>
      <Marks pieces={difference(section.words, words)} />
      <div class="row">
        <Button
          onClick={() => void navigator.clipboard?.writeText(words).then(() => tell(t("action.copied")))}
        >
          {t("action.copy")}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            discard(key);
            redraw((before) => before + 1);
          }}
        >
          {t("keeping.let_go")}
        </Button>
      </div>
    </section>
  );
}

export function Writing({ section }: { section: EvaluationSection }) {
  const { writes } = useOpened();
  if (writes) return <Editor section={section} />;
  return (
    <>
      <LeftOver section={section} />
      <section class="card writing writing--read" aria-label={t("evaluation.words")}>
        <Paragraphs words={section.words} />
      </section>
    </>
  );
}
