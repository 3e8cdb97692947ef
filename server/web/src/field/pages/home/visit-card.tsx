/** A visit: where it goes, when, on whose word, and how far it is. */
import { useEnrolment } from "~/field/enrolled";
import type { TeamVisit } from "~/field/model";
import type { Names } from "~/field/names";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { day } from "~/words/dates";
import { number } from "~/words/numbers";
import "./home.css";

/** `08/10/2024 – 11/10/2024`, or one day. */
export function visitDays({ starts_on, ends_on }: TeamVisit): string {
  return starts_on === ends_on ? day(starts_on) : `${day(starts_on)} – ${day(ends_on)}`;
}

export function VisitCard({
  visit,
  names,
  inspected,
}: {
  visit: TeamVisit;
  names: Names;
  /** How many of its subjects have a record on this phone. */
  inspected: number;
}) {
  const { person } = useEnrolment();
  const role = visit.team.find((member) => member.person === person)?.role;
  const communes = visit.communes.map((id) => names.unit(id)).filter(Boolean);
  return (
    <li>
      <a class="visit-card" href={`/field/visits/${visit.id}`}>
        <span class="visit-card__title">{visit.title}</span>
        <span class="visit-card__line">
          <Icon name="calendar" size={20} />
          <span class="number">{visitDays(visit)}</span>
        </span>
        {communes.length > 0 && (
          <span class="visit-card__line">
            <Icon name="place" size={20} />
            {communes.join(", ")}
          </span>
        )}
        <span class="visit-card__line">
          <Icon name="people" size={20} />
          {t("field.home.team", { count: visit.team.length, n: number(visit.team.length) })}
          {role && `, ${t("field.home.you", { role: t(`team.${role}`).toLowerCase() })}`}
        </span>
        {visit.plan && (
          <span class="visit-card__line">
            <Icon name="book" size={20} />
            {visit.plan}
          </span>
        )}
        <span class="visit-card__foot">
          <span class="number">
            {t("field.home.inspected", { done: number(inspected), all: number(visit.subjects.length) })}
          </span>
          <Icon name="next" size={22} />
        </span>
      </a>
    </li>
  );
}
