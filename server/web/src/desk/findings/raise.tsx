/** Raising a finding: from a record's flagged answer, from a record, or freely. */

import { useState } from "preact/hooks";
import { invalidate, useQuery } from "~/api/cache";
import * as api from "~/api/findings";
import { asProblem, type Problem } from "~/api/problem";
import * as registry from "~/api/registry";
import type { Checklist, FindingFields, RecordBody } from "~/api/types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Select } from "~/ui/form";
import { Failed } from "~/ui/states";
import { tell } from "~/ui/toast";
import { unitName } from "~/words/units";
import { isCommuneLevel, useNames } from "../names";
import { likelyCategory } from "./category";
import { cleaned, type Draft, FindingForm, faultOf } from "./fields";
import { PhotoUpload } from "./photo-upload";

type About = Pick<FindingFields, "record" | "revision" | "item" | "subject" | "sub_project" | "commune">;

/** What a finding is about where no record is behind it. */
function Free({ about, onChange }: { about: About; onChange: (about: About) => void }) {
  const names = useNames();
  const subjects = useQuery(
    about.commune ? `subjects:${about.commune}` : null,
    () => registry.allSubjects(about.commune),
    {
      fresh: 600,
    },
  );
  return (
    <>
      <div class="pick-two">
        <Select
          label={t("findings.commune")}
          value={about.commune}
          onChange={(commune) => onChange({ commune, sub_project: about.sub_project })}
          empty={t("action.choose")}
          required
          options={names.units
            .filter(isCommuneLevel)
            .map((unit) => ({ value: unit.id, label: unitName(unit) }))}
        />
        <Select
          label={t("findings.sub_project")}
          value={about.sub_project}
          onChange={(sub_project) => onChange({ ...about, sub_project })}
          empty={t("action.choose")}
          required
          options={names.subProjects
            .filter((project) => project.leaf)
            .map((project) => ({ value: project.id, label: names.subProject(project.id) }))}
        />
      </div>
      {about.commune && (
        <Select
          label={t("findings.subject")}
          optional
          value={about.subject ?? ""}
          onChange={(subject) => {
            const found = subjects.data?.find((one) => one.id === subject);
            const { subject: _, ...rest } = about;
            onChange(found ? { ...rest, subject, sub_project: found.sub_project } : rest);
          }}
          empty={t("state.none")}
          options={(subjects.data ?? []).map((one) => ({
            value: one.id,
            // A household's name is not for lists.
            label: one.kind === "household" ? (one.code ?? t("kind.household")) : one.name,
          }))}
        />
      )}
    </>
  );
}

function start(
  record: RecordBody | undefined,
  checklist: Checklist | undefined,
  item: string | undefined,
): Draft {
  const flag = record?.assessment.flags.find((one) => one.item === item);
  return {
    level: (flag?.level.toLowerCase() as Draft["level"] | undefined) ?? "f2",
    category: likelyCategory(checklist, item),
    what: said(flag?.message),
    ...(record ? { responsible: { unit: record.commune } } : {}),
  };
}

function aboutOf(record: RecordBody | undefined, item: string | undefined): About {
  if (!record) return { sub_project: "", commune: "" };
  return {
    record: record.record,
    ...(record.head ? { revision: record.head } : {}),
    ...(item ? { item } : {}),
    subject: record.subject,
    sub_project: record.sub_project,
    commune: record.commune,
  };
}

export function RaiseDialog({
  record,
  checklist,
  item,
  onClose,
}: {
  record?: RecordBody;
  checklist?: Checklist | undefined;
  item?: string | undefined;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => start(record, checklist, item));
  const [about, setAbout] = useState(() => aboutOf(record, item));
  const [photos, setPhotos] = useState<string[]>([]);
  const [faults, setFaults] = useState<ReturnType<typeof faultOf>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const submit = async () => {
    const found = faultOf(draft);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      const raised = await api.raise({ ...about, ...cleaned(draft), photos });
      invalidate((key) => key.startsWith("findings") || key.startsWith("overview"));
      tell(t("findings.raised", { number: raised.number }));
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      wide
      title={t(record ? "findings.raise" : "findings.raise_free")}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" icon="flag" busy={busy}>
            {t("findings.raise")}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      {record ? (
        <p>
          <strong>{record.subject_name}</strong>
          {item && (
            <span class="soft">
              {" · "}
              {said(
                checklist?.sections.flatMap((one) => one.items).find((one) => one.key === item)?.question,
              ) || item}
            </span>
          )}
        </p>
      ) : (
        <Free about={about} onChange={setAbout} />
      )}
      <FindingForm draft={draft} faults={faults} onChange={(patch) => setDraft({ ...draft, ...patch })} />
      <PhotoUpload photos={photos} onChange={setPhotos} />
    </Dialog>
  );
}
