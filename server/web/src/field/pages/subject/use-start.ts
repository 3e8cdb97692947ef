/** Begins a record of a subject, or goes on with the one that is begun. */
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Checklist, Subject } from "~/api/types";
import type { Fix } from "~/field/model";
import type { RecordLine } from "~/field/pages/shared/use-records";
import { startDraft } from "~/field/store";
import { tellProblem } from "~/ui/toast";

export interface Starting {
  /** The sub-projects that reach the subject; a household may have several. */
  projects: string[];
  project: string;
  choose: (project: string) => void;
  /** The record of this checklist that is being filled. */
  begun: (checklist: Checklist) => RecordLine | undefined;
  start: (checklist: Checklist) => void;
  busy: boolean;
}

export function useStart(
  subject: Subject | undefined,
  visit: string | undefined,
  fix: Fix | undefined,
  /** The records of this subject on this phone. */
  lines: RecordLine[],
): Starting {
  const { route } = useLocation();
  const [chosen, choose] = useState<string>();
  const [busy, setBusy] = useState(false);
  const project = chosen ?? subject?.sub_project ?? "";
  const begun = (checklist: Checklist) =>
    lines.find(
      ({ draft }) =>
        draft.state === "filling" && draft.checklist.id === checklist.id && draft.visit === visit,
    );
  const start = async (checklist: Checklist) => {
    const line = begun(checklist);
    if (line) return route(`/field/records/${line.draft.record}`);
    if (!subject) return;
    setBusy(true);
    try {
      const { record } = await startDraft({
        checklist: { id: checklist.id, version: checklist.version },
        subject: subject.id,
        subProject: project,
        commune: subject.commune,
        ...(visit && { visit }),
        ...(fix && { fix }),
      });
      route(`/field/records/${record}`);
    } catch (thrown) {
      tellProblem(thrown);
      setBusy(false);
    }
  };
  return {
    projects: subject ? [subject.sub_project, ...(subject.also ?? [])] : [],
    project,
    choose,
    begun,
    start: (checklist) => void start(checklist),
    busy,
  };
}
