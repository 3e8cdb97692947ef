/** One visit with its team and its subjects. */
import { useRoute } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as registry from "~/api/registry";
import type { Subject, Visit } from "~/api/types";
import { t } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { Pairs } from "~/ui/pairs";
import { Empty, Loaded, Loading } from "~/ui/states";
import { Table } from "~/ui/table";
import { PageHead } from "../../layout/page";
import { useNames, useVisits } from "../../names";
import { href } from "../../url";
import { subjectColumns } from "../subjects/columns";
import { VisitPapers } from "./papers";
import { VisitTime } from "./visits";

/** Subjects of the communes that the visit goes to. */
function useSubjects(visit: Visit): Subject[] | undefined {
  const { data } = useQuery(
    `subjects:visit:${visit.id}`,
    async () => (await Promise.all(visit.communes.map((commune) => registry.allSubjects(commune)))).flat(),
    { fresh: 600 },
  );
  return data?.filter((subject) => visit.subjects.includes(subject.id));
}

function Team({ visit }: { visit: Visit }) {
  const order = ["head", "secretary", "member"];
  return (
    <Pairs
      rows={[...visit.members]
        .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
        .map(({ role, name }) => [t(`team.${role}`), name])}
    />
  );
}

function Shown({ visit }: { visit: Visit }) {
  const names = useNames();
  const subjects = useSubjects(visit);
  return (
    <>
      <PageHead title={visit.title} back={{ href: href("/visits"), label: t("visits.title") }}>
        <LinkButton icon="chart" href={href("/overview", { visit: visit.id })}>
          {t("visits.overview")}
        </LinkButton>
        <LinkButton icon="list" href={href("", { visit: visit.id, status: "all" })}>
          {t("visits.records")}
        </LinkButton>
      </PageHead>
      <div class="stack">
        <div class="two-cards">
          <section class="card card__body">
            <Pairs
              rows={[
                [t("visits.dates"), <VisitTime key="dates" visit={visit} />],
                [t("visits.plan"), visit.plan],
                [t("visits.communes"), visit.communes.map((commune) => names.unit(commune)).join(", ")],
              ]}
            />
          </section>
          <section class="card" aria-labelledby="team">
            <h2 id="team" class="card__head">
              {t("visits.team")}
            </h2>
            <div class="card__body">
              <Team visit={visit} />
            </div>
          </section>
        </div>
        <VisitPapers visit={visit} />
        <h2>
          {t("visits.subjects")} ({visit.subjects.length})
        </h2>
        {subjects ? (
          <Table
            caption={t("visits.subjects")}
            columns={subjectColumns(names)}
            rows={subjects}
            rowKey={(subject) => subject.id}
          />
        ) : (
          <Loading />
        )}
      </div>
    </>
  );
}

export default function VisitPage() {
  const { params } = useRoute();
  const answer = useVisits();
  return (
    <Loaded answer={answer}>
      {(visits) => {
        const visit = visits.find((one) => one.id === params.id);
        return visit ? <Shown visit={visit} /> : <Empty words={t("state.not_found")} />;
      }}
    </Loaded>
  );
}
