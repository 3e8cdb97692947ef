/** What stands around the words: title, days, letterhead, signature, recipients; with how it reads on paper beside. */
import type { Key } from "~/i18n";
import { t } from "~/i18n";
import { Input, TextArea } from "~/ui/form";
import type { Keeper } from "../../evaluations/keeper";
import { useOpened } from "../../evaluations/opened";
import { headOf, useDescription } from "../../evaluations/use-description";
import { useForm } from "../../evaluations/use-form";
import { KeepingMark } from "./keeping-mark";
import { Letterhead, SignatureBlock } from "./letterhead";
import "./paper.css";

function useFieldsOf(keeper: Keeper) {
  const value = (name: string) => String(keeper.parts[name] ?? "");
  const set = (name: string) => (next: string) => keeper.change({ [name]: next });
  return {
    line: (name: string, label: Key, hint?: Key) => (
      <Input label={t(label)} hint={hint && t(hint)} value={value(name)} onInput={set(name)} />
    ),
    day: (name: string, label: Key) => (
      <Input type="date" label={t(label)} value={value(name)} onInput={set(name)} />
    ),
    lines: (name: string, label: Key, rows: number, hint?: Key) => (
      <TextArea label={t(label)} hint={hint && t(hint)} rows={rows} value={value(name)} onInput={set(name)} />
    ),
  };
}

function Description({ keeper }: { keeper: Keeper }) {
  const { day } = useFieldsOf(keeper);
  return (
    <section class="card card__body stack" aria-labelledby="head-description">
      <h3 id="head-description">{t("head.description")}</h3>
      <TextArea
        label={t("evaluations.title_field")}
        rows={3}
        value={String(keeper.parts.title ?? "")}
        onInput={(title) => keeper.change({ title: title.replace(/\n/g, " ") })}
      />
      <div class="pick-two">
        {day("from", "evaluations.from")}
        {day("to", "evaluations.to")}
      </div>
    </section>
  );
}

function HeadFields({ keeper }: { keeper: Keeper }) {
  const { line, lines, day } = useFieldsOf(keeper);
  return (
    <>
      <section class="card card__body stack" aria-labelledby="head-letterhead">
        <h3 id="head-letterhead">{t("head.letterhead")}</h3>
        {line("superior", "head.superior", "head.superior_hint")}
        {lines("issuer", "head.issuer", 2, "head.issuer_hint")}
        <div class="pick-two">
          {line("number", "head.number", "head.number_hint")}
          {line("symbol", "head.symbol")}
        </div>
        <div class="pick-two">
          {line("place", "head.place")}
          {day("date", "head.date")}
        </div>
      </section>
      <section class="card card__body stack" aria-labelledby="head-signature">
        <h3 id="head-signature">{t("head.signature")}</h3>
        {lines("authority", "head.authority", 2, "head.authority_hint")}
        <div class="pick-two">
          {line("post", "head.post")}
          {line("name", "head.name")}
        </div>
      </section>
      <section class="card card__body stack" aria-labelledby="head-recipients">
        <h3 id="head-recipients">{t("head.recipients")}</h3>
        <TextArea
          bare
          label={t("head.recipients")}
          hint={t("head.recipients_hint")}
          rows={Math.max(5, String(keeper.parts.recipients ?? "").split("\n").length + 2)}
          value={String(keeper.parts.recipients ?? "")}
          onInput={(recipients) => keeper.change({ recipients })}
        />
      </section>
    </>
  );
}

/** How head and end of the document read. */
export function Preview({ keeper }: { keeper: Keeper }) {
  const { evaluation } = useOpened();
  const head = headOf(keeper.parts);
  return (
    <section class="paper" aria-label={t("head.preview")}>
      <Letterhead
        head={head}
        evaluation={{ ...evaluation, title: String(keeper.parts.title ?? "") }}
        form={useForm(evaluation)}
      />
      <p class="paper__cut" aria-hidden="true">
        …
      </p>
      <SignatureBlock head={head} />
    </section>
  );
}

function Editor() {
  const { evaluation } = useOpened();
  const keeper = useDescription(evaluation);
  return (
    <div class="head-editor">
      <div class="stack">
        <KeepingMark keeper={keeper} />
        <Description keeper={keeper} />
        <HeadFields keeper={keeper} />
      </div>
      <div class="head-editor__preview">
        <h3>
          {t("head.preview")} <span class="soft small">{t("head.preview_hint")}</span>
        </h3>
        <Preview keeper={keeper} />
      </div>
    </div>
  );
}

export function HeadView() {
  const { evaluation, writes } = useOpened();
  const form = useForm(evaluation);
  return (
    <article class="stack" aria-labelledby="section-title">
      <h2 id="section-title">{t("evaluation.head")}</h2>
      {writes ? (
        <Editor />
      ) : (
        <section class="paper" aria-label={t("head.preview")}>
          <Letterhead head={evaluation.head} evaluation={evaluation} form={form} />
          <p class="paper__cut" aria-hidden="true">
            …
          </p>
          <SignatureBlock head={evaluation.head} />
        </section>
      )}
    </article>
  );
}
