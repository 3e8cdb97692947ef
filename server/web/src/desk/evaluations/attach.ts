/** What is done with findings in a report. Each is on screen at once, and put right by what the server answers. */
import * as api from "~/api/evaluations";
import type { Attachment, Evaluation, EvaluationSection } from "~/api/evaluations.types";
import { asProblem } from "~/api/problem";
import { said, t } from "~/i18n";
import { tell, tellProblem } from "~/ui/toast";
import { followerOf, moved } from "./order";
import { known, putAttached, putAttachment, refreshAround, reload } from "./store";

const sectionOf = (id: string, key: string) => known(id)?.sections.find((one) => one.key === key);
const nameOf = (section: EvaluationSection | undefined) => said(section?.title);

function where(id: string, attachment: string): EvaluationSection | undefined {
  return known(id)?.sections.find((one) => one.attachments.some((other) => other.id === attachment));
}

/** What could not be done: the words for it, and what is there instead. */
async function failed(id: string, thrown: unknown): Promise<void> {
  tellProblem(asProblem(thrown));
  await reload(id).catch(() => undefined);
}

export async function attach(
  id: string,
  section: string,
  findings: string[],
  before: string | null = null,
): Promise<boolean> {
  try {
    const made = await api.attach(id, section, findings, before ?? undefined);
    putAttached(id, section, (there) => {
      const at = before === null ? -1 : there.findIndex((one) => one.id === before);
      return at < 0 ? [...there, ...made] : [...there.slice(0, at), ...made, ...there.slice(at)];
    });
    refreshAround(id, "proposals", "levels", "history");
    tell(
      t("attached.added", { n: made.length, section: nameOf(sectionOf(id, section)) }),
      () => void takeBack(id, section, made),
    );
    return true;
  } catch (thrown) {
    await failed(id, thrown);
    return false;
  }
}

async function takeBack(id: string, section: string, made: Attachment[]): Promise<void> {
  try {
    for (const one of made) {
      await api.detach(id, one.id, one.changed_at);
      putAttached(id, section, (there) => there.filter((other) => other.id !== one.id));
    }
  } catch (thrown) {
    await failed(id, thrown);
  }
  refreshAround(id, "proposals", "levels", "history");
}

/** Another place in its section. Answers its new place, counted from 1, where it moved. */
export async function reorder(
  id: string,
  attachment: Attachment,
  before: string | null,
  undoable = false,
): Promise<number | undefined> {
  const section = where(id, attachment.id);
  if (!section) return undefined;
  const back = followerOf(section.attachments, attachment.id);
  if (back === before || before === attachment.id) return undefined;
  putAttached(id, section.key, (there) => moved(there, attachment.id, before));
  const order = sectionOf(id, section.key)?.attachments ?? [];
  const n = order.findIndex((one) => one.id === attachment.id) + 1;
  try {
    const now = await api.mend(id, attachment.id, attachment.changed_at, { before });
    putAttachment(id, now);
    refreshAround(id, "history");
    const words = t("attached.moved", { number: attachment.number, n, all: order.length });
    if (undoable) tell(words, () => void reorder(id, now, back));
    return n;
  } catch (thrown) {
    await failed(id, thrown);
    return undefined;
  }
}

export async function moveTo(
  id: string,
  attachment: Attachment,
  to: string,
  before: string | null = null,
): Promise<void> {
  const from = where(id, attachment.id);
  if (!from || from.key === to) return;
  const back = followerOf(from.attachments, attachment.id);
  const place = (there: Attachment[], one: Attachment) => moved([...there, one], one.id, before);
  putAttached(id, from.key, (there) => there.filter((one) => one.id !== attachment.id));
  putAttached(id, to, (there) => place(there, attachment));
  try {
    const now = await api.mend(id, attachment.id, attachment.changed_at, { section: to, before });
    putAttachment(id, now);
    refreshAround(id, "levels", "history");
    const words = { number: attachment.number, section: nameOf(sectionOf(id, to)) };
    tell(t("attached.moved_to", words), () => void moveTo(id, now, from.key, back));
  } catch (thrown) {
    await failed(id, thrown);
  }
}

export async function remove(id: string, attachment: Attachment): Promise<void> {
  const section = where(id, attachment.id);
  if (!section) return;
  const before = followerOf(section.attachments, attachment.id);
  putAttached(id, section.key, (there) => there.filter((one) => one.id !== attachment.id));
  try {
    await api.detach(id, attachment.id, attachment.changed_at);
    refreshAround(id, "proposals", "levels", "history");
    tell(
      t("attached.removed", { number: attachment.number }),
      () => void putBack(id, section.key, attachment, before),
    );
  } catch (thrown) {
    await failed(id, thrown);
  }
}

/** It comes back to its place with its note, as its finding stands now. */
async function putBack(id: string, section: string, gone: Attachment, before: string | null): Promise<void> {
  try {
    const [made] = await api.attach(id, section, [gone.finding], before ?? undefined);
    if (!made) return;
    const whole = gone.note ? await api.mend(id, made.id, made.changed_at, { note: gone.note }) : made;
    putAttached(id, section, (there) => moved([...there, whole], whole.id, before));
  } catch (thrown) {
    await failed(id, thrown);
  }
  refreshAround(id, "proposals", "levels", "history");
}

export async function refresh(id: string, attachment: Attachment): Promise<void> {
  try {
    putAttachment(id, await api.refresh(id, attachment.id, attachment.changed_at));
    refreshAround(id, "history");
    tell(t("attached.refreshed", { number: attachment.number }));
  } catch (thrown) {
    await failed(id, thrown);
  }
}

/** Throws where it is not kept, so that the words stay where they were typed. */
export async function note(id: string, attachment: Attachment, text: string): Promise<void> {
  const before = attachment.note ?? null;
  const now = await api.mend(id, attachment.id, attachment.changed_at, { note: text.trim() || null });
  putAttachment(id, now);
  refreshAround(id, "history");
  tell(
    t("attached.note_kept", { number: attachment.number }),
    () =>
      void api
        .mend(id, now.id, now.changed_at, { note: before })
        .then((back) => putAttachment(id, back), tellProblem),
  );
}

/** The sections into which it could be moved. */
export function otherSections(evaluation: Evaluation, here: string): EvaluationSection[] {
  return evaluation.sections.filter((one) => one.takes_findings && one.key !== here);
}
