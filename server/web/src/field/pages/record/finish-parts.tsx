/** The parts of the last page: what stops, what is missing, what is worth a second look, what will be proposed. */
import type { ComponentChildren } from "preact";
import type { Level } from "~/api/types";
import { Call, Group } from "~/field/layout/parts";
import type { Lack, Warning } from "~/field/record";
import { said, t } from "~/i18n";
import { LevelBadge } from "~/ui/badge";
import { ItemLinks, itemAddress, itemNamed } from "./item-links";
import { PhotoStrip } from "./photo-strip";
import type { OpenRecord } from "./use-record";
import { violationWords } from "./violation-words";
import { warningWords } from "./warning-words";

function lackLines(lacks: Lack[]) {
  return lacks.map(({ item, violation }) => ({
    item,
    name: item === undefined ? t("fill.stage.part.record") : undefined,
    words: violationWords(violation),
  }));
}

export function Blocks({ record }: { record: OpenRecord }) {
  const { blocks } = record.progress;
  if (blocks.length === 0) return null;
  return (
    <Call tone="bad" title={t("fill.finish.blocked")}>
      <p>{t("fill.finish.blocked_words")}</p>
      <ItemLinks record={record} lines={lackLines(blocks)} />
    </Call>
  );
}

function Part({
  title,
  count,
  words,
  children,
}: {
  title: string;
  count?: number;
  words?: string;
  children: ComponentChildren;
}) {
  return (
    <Group title={title} {...(count === undefined ? {} : { count })}>
      {words && <p class="soft">{words}</p>}
      {children}
    </Group>
  );
}

export function Missing({ record }: { record: OpenRecord }) {
  const { lacks } = record.progress;
  if (lacks.length === 0) return null;
  return (
    <Part title={t("fill.finish.missing")} count={lacks.length} words={t("fill.finish.missing_words")}>
      <ItemLinks record={record} lines={lackLines(lacks)} />
    </Part>
  );
}

export function Warnings({ record, warnings }: { record: OpenRecord; warnings: Warning[] }) {
  if (warnings.length === 0) return null;
  const lines = warnings.map((warning) => {
    const { words, more } = warningWords(warning, record.scene);
    // What is about the record as a whole is about its place or its time, which its front page has.
    const whole = { name: "", href: `/field/records/${record.draft.record}` };
    return { item: warning.item, words, more, ...(warning.item === undefined ? whole : {}) };
  });
  return (
    <Part title={t("fill.finish.warnings")} count={warnings.length} words={t("fill.finish.warnings_words")}>
      <ItemLinks record={record} lines={lines} />
    </Part>
  );
}

export function Flags({ record }: { record: OpenRecord }) {
  const { flags } = record.progress;
  if (flags.length === 0) return null;
  const gravest = [...flags].sort((one, other) => other.level.localeCompare(one.level));
  return (
    <Part title={t("fill.finish.flags")} count={flags.length} words={t("fill.finish.flags_words")}>
      <ul class="flag-lines">
        {gravest.map((flag) => (
          <li key={flag.item + flag.message.vi}>
            <LevelBadge level={flag.level.toLowerCase() as Level} />
            <a href={itemAddress(record, flag.item) ?? ""}>
              {said(flag.message)}
              <span class="unseen"> ({said(itemNamed(record, flag.item)?.question)})</span>
            </a>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Photos({ record }: { record: OpenRecord }) {
  const photos = (record.progress.revision.photos ?? []).filter((photo) => !photo.signed_by);
  return (
    <Part title={t("fill.finish.photos")} count={photos.length}>
      {photos.length === 0 ? (
        <p class="soft">{t("fill.finish.photos_none")}</p>
      ) : (
        <PhotoStrip record={record} photos={photos} />
      )}
    </Part>
  );
}

/** Nothing is left out without a word. */
export function LeftOut({ record }: { record: OpenRecord }) {
  const { answers, photos, notes } = record.progress.leftOut;
  if (answers.length + photos + notes.length === 0) return null;
  return (
    <Part title={t("fill.finish.left_out")}>
      {answers.length > 0 && <p>{t("fill.finish.left_answers", { count: answers.length })}</p>}
      {photos > 0 && <p>{t("fill.finish.left_photos", { count: photos })}</p>}
      <ItemLinks record={record} lines={notes.map((item) => ({ item, words: t("fill.finish.left_note") }))} />
    </Part>
  );
}
