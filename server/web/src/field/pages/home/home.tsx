/** Today: what was sent back, what is begun, where to go, what is handed in. */
import { useEnrolment } from "~/field/enrolled";
import { Call, Group, Rows } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import type { PlanSummary, TeamVisit } from "~/field/model";
import { type Names, useNames } from "~/field/names";
import { OLD_MS } from "~/field/pages/prepare/readiness";
import { RecordRow } from "~/field/pages/shared/record-row";
import { type RecordLine, useRecords } from "~/field/pages/shared/use-records";
import { planSummary, settings, useStored, visits } from "~/field/store";
import { language, t } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { Empty, Loading } from "~/ui/states";
import { moment, today } from "~/words/dates";
import { dayRecords, dayVisits } from "./groups";
import { VisitCard } from "./visit-card";

/** `Thứ Ba, 08/10/2024`. */
function dateLine(): string {
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "vi-VN", {
    weekday: "long",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    timeZone: "Asia/Ho_Chi_Minh",
  }).format(new Date());
}

/** Subjects of a visit that this phone has a record of, begun ones not counted. */
function inspectedOf(visit: TeamVisit, lines: RecordLine[]): number {
  const done = new Set(lines.filter(({ sent }) => sent).map(({ draft }) => draft.subject));
  return visit.subjects.filter((id) => done.has(id)).length;
}

function Ready({ plan }: { plan: PlanSummary }) {
  if (plan.completeAt === undefined)
    return (
      <Call tone="warn" icon="download" title={t("field.home.not_prepared")}>
        <p>{t("field.home.not_prepared_words")}</p>
      </Call>
    );
  const old = Date.now() - plan.completeAt > OLD_MS;
  return (
    <a class="ready-link" href="/field/prepare">
      <Call
        tone={old ? "warn" : "good"}
        title={t(old ? "field.home.old" : "field.home.ready", { at: moment(plan.completeAt) })}
      >
        <span class="ready-link__more">{t("field.home.prepare_again")}</span>
      </Call>
    </a>
  );
}

function Records({ title, lines }: { title: string; lines: RecordLine[] }) {
  if (lines.length === 0) return null;
  return (
    <Group title={title} count={lines.length}>
      <Rows>
        {lines.map((line) => (
          <RecordRow key={line.draft.record} line={line} />
        ))}
      </Rows>
    </Group>
  );
}

function Visits({
  title,
  list,
  names,
  lines,
}: {
  title: string;
  list: TeamVisit[];
  names: Names;
  lines: RecordLine[];
}) {
  if (list.length === 0) return null;
  return (
    <Group title={title}>
      <ul class="visit-cards">
        {list.map((visit) => (
          <VisitCard key={visit.id} visit={visit} names={names} inspected={inspectedOf(visit, lines)} />
        ))}
      </ul>
    </Group>
  );
}

function Past({ list, names, lines }: { list: TeamVisit[]; names: Names; lines: RecordLine[] }) {
  if (list.length === 0) return null;
  return (
    <details class="more">
      <summary>{t("field.home.past", { count: list.length })}</summary>
      <ul class="visit-cards">
        {list.map((visit) => (
          <VisitCard key={visit.id} visit={visit} names={names} inspected={inspectedOf(visit, lines)} />
        ))}
      </ul>
    </details>
  );
}

export function Home() {
  const { person } = useEnrolment();
  const names = useNames();
  const lines = useRecords();
  const { value } = useStored(async () => {
    const [plan, all, chosen] = await Promise.all([planSummary(), visits(), settings()]);
    return { plan, all, chosen: chosen.visit };
  }, ["plan", "settings"]);
  if (!value || !lines || !names.ready)
    return (
      <Screen title={t("field.tab.home")}>
        <Loading />
      </Screen>
    );
  const { plan, all, chosen } = value;
  const day = dayVisits(all, today(), person);
  const records = dayRecords(lines, today());
  const work = all.find(({ id }) => id === chosen) ?? day.running[0] ?? day.next ?? day.past[0];
  const prepared = plan.completeAt !== undefined;
  const calm = day.running.length === 0 && !day.next;
  return (
    <Screen
      title={t("field.tab.home")}
      kicker={dateLine()}
      foot={
        !prepared ? (
          <LinkButton look="primary" icon="download" href="/field/prepare">
            {t("field.home.prepare")}
          </LinkButton>
        ) : (
          work && (
            <LinkButton look="primary" icon="plus" href={`/field/visits/${work.id}`}>
              {t("field.home.inspect")}
            </LinkButton>
          )
        )
      }
    >
      <Ready plan={plan} />
      <Records title={t("field.home.to_mend")} lines={records.toMend} />
      <Records title={t("field.home.filling")} lines={records.filling} />
      <Visits title={t("field.home.running")} list={day.running} names={names} lines={lines} />
      {day.next && <Visits title={t("field.home.next")} list={[day.next]} names={names} lines={lines} />}
      <Records title={t("field.home.handed_in")} lines={records.handedIn} />
      {prepared && calm && (
        <Empty icon="calendar" words={t(all.length > 0 ? "field.home.no_visit" : "field.home.no_visits")} />
      )}
      <Past list={day.past} names={names} lines={lines} />
    </Screen>
  );
}
