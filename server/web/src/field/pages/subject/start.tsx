/** Which checklist, and for whose money. */
import type { Checklist } from "~/api/types";
import { Call, RowButton, Rows } from "~/field/layout/parts";
import type { Names } from "~/field/names";
import { said, t } from "~/i18n";
import { Radios } from "~/ui/form";
import type { Starting } from "./use-start";

function itemCount(checklist: Checklist): number {
  return checklist.sections.reduce((sum, section) => sum + section.items.length, 0);
}

export function Start({
  starting,
  checklists,
  names,
}: {
  starting: Starting;
  checklists: Checklist[];
  names: Names;
}) {
  const { projects, project, choose, begun, start, busy } = starting;
  if (checklists.length === 0) return <Call tone="warn" title={t("field.subject.no_checklist")} />;
  return (
    <>
      {projects.length > 1 && (
        <Radios
          label={t("field.subject.project_of")}
          value={project}
          onChange={choose}
          options={projects.map((id) => ({ value: id, label: names.subProject(id) }))}
        />
      )}
      <Rows>
        {checklists.map((checklist) => (
          <RowButton
            key={checklist.id}
            icon="list"
            title={said(checklist.title)}
            disabled={busy}
            onClick={() => start(checklist)}
          >
            <span class="soft">
              {begun(checklist)
                ? t("field.subject.go_on")
                : t("checklists.items", { count: itemCount(checklist) })}
            </span>
          </RowButton>
        ))}
      </Rows>
    </>
  );
}
