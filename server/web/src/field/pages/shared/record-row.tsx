/** One record in a list: what it is about, and how it stands. */
import { Meter, Row } from "~/field/layout/parts";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { moment } from "~/words/dates";
import { number } from "~/words/numbers";
import { recordWords, reviewWords } from "./outcome-words";
import "./shared.css";
import type { RecordLine } from "./use-records";

export function recordName(line: Pick<RecordLine, "name">): string {
  return line.name ?? t("field.record_row.no_name");
}

function Stand({ line }: { line: RecordLine }) {
  if (line.returned && line.state) {
    const told = reviewWords(line.state);
    return told ? <Badge tone={told.tone}>{told.words}</Badge> : null;
  }
  if (line.draft.state === "filling")
    return (
      <>
        <Meter label={t("field.record_row.progress")} value={line.answered} max={line.shown} />
        <span class="number">
          {t("field.record_row.answered", { done: number(line.answered), all: number(line.shown) })}
        </span>
      </>
    );
  if (!line.sent) return null;
  const told = recordWords(line.sent);
  const reviewed = line.state && !line.sent.unsent ? reviewWords(line.state) : undefined;
  const { tone, words } = reviewed ?? told;
  return <Badge tone={tone}>{words}</Badge>;
}

/** `named` says the subject; else the line stands below the subject's own name and says the checklist. */
export function RecordRow({ line, named = true }: { line: RecordLine; named?: boolean }) {
  const form = line.checklist && said(line.checklist.title);
  return (
    <Row
      href={`/field/records/${line.draft.record}`}
      title={named ? recordName(line) : (form ?? t("field.record_row.no_form"))}
    >
      {named && form && <span class="soft">{form}</span>}
      {!named && <span class="soft number">{moment(line.draft.capturedAt)}</span>}
      <Stand line={line} />
    </Row>
  );
}
