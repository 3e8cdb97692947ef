/** What a list says about a subject. A household's name is masked: its code stands for it. */
import type { Subject } from "~/api/types";
import { t, wordFor } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Icon } from "~/ui/icon";
import type { Column } from "~/ui/table";
import { day } from "~/words/dates";
import { metres, number } from "~/words/numbers";
import type { Names } from "../../names";
import { href } from "../../url";

export const isMasked = (subject: Subject): boolean => subject.kind === "household";

export function subjectName(subject: Subject): string {
  return isMasked(subject) ? (subject.code ?? t("kind.household")) : subject.name;
}

/** A planned figure in words; days are planned as numbers of days since 1970. */
export function plannedWords(name: string, value: number): string {
  if (/_date$|_start$|_end$|_on$/.test(name))
    return day(new Date(value * 86_400_000).toISOString().slice(0, 10));
  return /_m$/.test(name) ? metres(value) : number(value);
}

/** A search that finds the records of this subject. */
export function recordsOf(subject: Subject): string {
  return href("", { status: "all", q: subject.code ?? subject.name });
}

export function subjectColumns(names: Names): Column<Subject>[] {
  return [
    {
      id: "name",
      head: t("subjects.name"),
      look: "lead",
      width: "36%",
      cell: (subject) => (
        <div>
          <a class="queue__name" href={recordsOf(subject)}>
            {isMasked(subject) && <Icon name="lock" size={15} />}
            {subjectName(subject)}
          </a>{" "}
          {subject.unlisted && <Badge tone="amber">{t("subjects.unlisted")}</Badge>}
          <div class="soft small">
            {[isMasked(subject) ? undefined : subject.code, t(`kind.${subject.kind}`)]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </div>
      ),
    },
    {
      id: "commune",
      head: t("findings.commune"),
      cell: (subject) => (
        <div>
          <span class="nowrap">{names.unit(subject.commune)}</span>
          {!isMasked(subject) && <div class="soft small">{subject.village}</div>}
        </div>
      ),
    },
    {
      id: "project",
      head: t("findings.sub_project"),
      cell: (subject) => (
        <span title={names.subProject(subject.sub_project)}>
          {[subject.sub_project, ...(subject.also ?? [])].map((id) => names.subProjectCode(id)).join(", ")}
        </span>
      ),
    },
    {
      id: "site",
      head: t("subjects.site"),
      cell: (subject) =>
        subject.site ? (
          <span title={subject.site.source}>{t(`site_quality.${subject.site.quality}`)}</span>
        ) : (
          <span class="soft">{t("subjects.site_none")}</span>
        ),
    },
    {
      id: "planned",
      head: t("subjects.planned"),
      look: "hide",
      cell: (subject) =>
        isMasked(subject) ? null : (
          <span class="small soft">
            {Object.entries(subject.planned ?? {})
              .slice(0, 3)
              .map(([name, value]) => `${wordFor("planned", name)}: ${plannedWords(name, value)}`)
              .join(" · ")}
          </span>
        ),
    },
  ];
}
