/** Two people wrote the same place: both versions, and what to do about them. Nothing is lost until somebody decides. */
import type { EvaluationSection, FieldValue } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { moment } from "~/words/dates";
import { difference } from "~/words/difference";
import type { Keeper } from "../../evaluations/keeper";
import { partOf } from "../../evaluations/use-section";
import { fieldWords } from "./field-words";
import { MarkCounts, Marks } from "./marks";

/** Both texts, one after the other, with what they begin with in common only once. */
export function joined(theirs: string, mine: string): string {
  const [left, right] = [theirs.split("\n"), mine.split("\n")];
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same += 1;
  return [...left, ...right.slice(same)].join("\n");
}

function Words({ mine, theirs }: { mine: string; theirs: string }) {
  const pieces = difference(theirs, mine);
  return (
    <div class="clash__words">
      <p class="row">
        <strong>{t("clash.from_theirs")}</strong> <MarkCounts pieces={pieces} />
        <span class="soft small">({t("marks.legend")})</span>
      </p>
      <Marks pieces={pieces} />
    </div>
  );
}

function FieldsBoth({
  section,
  names,
  mine,
  theirs,
}: {
  section: EvaluationSection;
  names: string[];
  mine: Readonly<Record<string, unknown>>;
  theirs: Readonly<Record<string, unknown>>;
}) {
  const fields = section.fields.filter((field) => names.includes(partOf(field.key)));
  if (fields.length === 0) return null;
  return (
    <table class="clash__fields">
      <caption>{t("clash.fields")}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t("clash.mine")}</th>
          <th scope="col">{t("clash.theirs")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.key}>
            <th scope="row">{said(field.title)}</th>
            <td>{fieldWords(field, mine[partOf(field.key)] as FieldValue | undefined)}</td>
            <td>{fieldWords(field, theirs[partOf(field.key)] as FieldValue | undefined)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Clash({ keeper, section }: { keeper: Keeper; section: EvaluationSection }) {
  const { clash, parts } = keeper;
  if (!clash) return null;
  const { theirs, names } = clash;
  const [mineWords, theirWords] = [String(parts.words ?? ""), String(theirs.parts.words ?? "")];
  const inWords = names.includes("words");
  const taken = Object.fromEntries(names.map((name) => [name, theirs.parts[name]]));
  return (
    <div class="clash" role="alert">
      <p class="clash__title">
        <Icon name="fork" /> <strong>{t("clash.title")}</strong>
      </p>
      <p>{t("clash.words", { name: theirs.by || t("clash.somebody"), at: moment(theirs.seen) })}</p>
      {inWords && <Words mine={mineWords} theirs={theirWords} />}
      <FieldsBoth section={section} names={names} mine={parts} theirs={theirs.parts} />
      <div class="row">
        <Button look="primary" onClick={() => void keeper.settle({})}>
          {t("clash.keep_mine")}
        </Button>
        <Button onClick={() => void keeper.settle(taken)}>{t("clash.keep_theirs")}</Button>
        {inWords && (
          <Button onClick={() => void keeper.settle({ words: joined(theirWords, mineWords) })}>
            {t("clash.join")}
          </Button>
        )}
      </div>
    </div>
  );
}
