/** What else can be done with an attached finding. */
import { useState } from "preact/hooks";
import type { Attachment, EvaluationSection } from "~/api/evaluations.types";
import { asProblem, type Problem } from "~/api/problem";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Radios, TextArea } from "~/ui/form";
import { Icon, type IconName } from "~/ui/icon";
import { Menu } from "~/ui/menu";
import { Failed } from "~/ui/states";
import { moveTo, note, otherSections, remove } from "../../evaluations/attach";
import { roman, useOpened } from "../../evaluations/opened";

interface Props {
  attachment: Attachment;
  section: EvaluationSection;
}

function MoveDialog({ attachment, section, onClose }: Props & { onClose: () => void }) {
  const { evaluation } = useOpened();
  const others = otherSections(evaluation, section.key);
  const [to, setTo] = useState(others[0]?.key ?? "");
  const n = (key: string) => roman(evaluation.sections.findIndex((one) => one.key === key) + 1);
  return (
    <Dialog
      title={t("attached.to_section")}
      onClose={onClose}
      onSubmit={() => {
        onClose();
        void moveTo(evaluation.id, attachment, to);
      }}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" disabled={!to}>
            {t("attached.to_section")}
          </Button>
        </>
      }
    >
      <p>
        <strong>{attachment.number}</strong> {attachment.what}
      </p>
      <Radios
        label={t("attachment.section")}
        value={to}
        onChange={setTo}
        options={others.map((one) => ({ value: one.key, label: `${n(one.key)}. ${said(one.title)}` }))}
      />
    </Dialog>
  );
}

function NoteDialog({ attachment, onClose }: Props & { onClose: () => void }) {
  const { evaluation } = useOpened();
  const [text, setText] = useState(attachment.note ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const title = t(attachment.note ? "attached.note_edit" : "attached.note_add");
  const submit = async () => {
    setBusy(true);
    try {
      await note(evaluation.id, attachment, text);
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      <p>
        <strong>{attachment.number}</strong> {attachment.what}
      </p>
      <TextArea
        label={t("attached.note")}
        hint={t("attached.note_hint")}
        value={text}
        onInput={setText}
        focus
      />
    </Dialog>
  );
}

export function CardMenu({
  attachment,
  section,
  onStep,
}: Props & { onStep: (attachment: Attachment, before: string | null) => void }) {
  const { evaluation } = useOpened();
  const [asking, setAsking] = useState<"move" | "note">();
  const list = section.attachments;
  const first = list[0]?.id ?? null;
  const close = () => setAsking(undefined);
  const entry = (icon: IconName, words: string, run: () => void) => ({ icon, words, run });
  const entries = [
    entry("edit", t(attachment.note ? "attached.note_edit" : "attached.note_add"), () => setAsking("note")),
    ...(first !== attachment.id
      ? [entry("up", t("attached.to_first"), () => onStep(attachment, first))]
      : []),
    ...(list.at(-1)?.id !== attachment.id
      ? [entry("down", t("attached.to_last"), () => onStep(attachment, null))]
      : []),
    ...(otherSections(evaluation, section.key).length > 0
      ? [entry("next", t("attached.to_section"), () => setAsking("move"))]
      : []),
    entry("close", t("attached.remove"), () => void remove(evaluation.id, attachment)),
  ];
  return (
    <>
      <Menu
        class="menu--small"
        label={t("attached.menu", { number: attachment.number })}
        button={<Icon name="more" />}
      >
        {(closeMenu) =>
          entries.map(({ icon, words, run }) => (
            <button
              key={words}
              type="button"
              class="menu__item"
              onClick={() => {
                closeMenu();
                run();
              }}
            >
              <Icon name={icon} size={16} /> {words}
            </button>
          ))
        }
      </Menu>
      {asking === "move" && <MoveDialog attachment={attachment} section={section} onClose={close} />}
      {asking === "note" && <NoteDialog attachment={attachment} section={section} onClose={close} />}
    </>
  );
}
