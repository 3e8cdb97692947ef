/** Inspection visits: when, where, what, who. */
import { useLocation } from "preact-iso";
import type { Visit } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { day, today } from "~/words/dates";
import { PageHead } from "../../layout/page";
import { useVisits } from "../../names";
import { href } from "../../url";

export function VisitTime({ visit }: { visit: Visit }) {
  const now = today();
  const state = now < visit.starts_on ? "coming" : now > visit.ends_on ? "past" : "running";
  return (
    <div>
      <span class="number nowrap">
        {day(visit.starts_on)} – {day(visit.ends_on)}
      </span>{" "}
      <Badge tone={state === "running" ? "green" : "grey"}>{t(`visits.${state}`)}</Badge>
    </div>
  );
}

const COLUMNS = (): Column<Visit>[] => [
  {
    id: "title",
    head: t("visits.name"),
    look: "lead",
    width: "44%",
    cell: (visit) => (
      <div>
        <a class="queue__name" href={href(`/visits/${visit.id}`)}>
          {visit.title}
        </a>
        {visit.plan && <div class="soft small">{visit.plan}</div>}
      </div>
    ),
  },
  { id: "dates", head: t("visits.dates"), cell: (visit) => <VisitTime visit={visit} /> },
  { id: "communes", head: t("visits.communes"), look: "number", cell: (visit) => visit.communes.length },
  { id: "subjects", head: t("visits.subjects"), look: "number", cell: (visit) => visit.subjects.length },
  { id: "team", head: t("visits.team"), look: "number", cell: (visit) => visit.team.length },
];

export default function VisitsPage() {
  const { route } = useLocation();
  const answer = useVisits();
  return (
    <>
      <PageHead title={t("visits.title")} />
      <Loaded answer={answer}>
        {(visits) =>
          visits.length === 0 ? (
            <Empty icon="calendar" words={t("visits.none")} />
          ) : (
            <Table
              caption={t("visits.title")}
              columns={COLUMNS()}
              rows={[...visits].sort((a, b) => b.starts_on.localeCompare(a.starts_on))}
              rowKey={(visit) => visit.id}
              onOpen={(visit) => route(href(`/visits/${visit.id}`))}
            />
          )
        }
      </Loaded>
    </>
  );
}
