/** One subject: what was planned, where it is, what was found before, and the way into a new record. */
import { useRoute } from "preact-iso";
import { Facts, Group, Rows } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { useNames } from "~/field/names";
import { RecordRow } from "~/field/pages/shared/record-row";
import { useRecords } from "~/field/pages/shared/use-records";
import { earlierFindings, newestChecklists, subject, useStored } from "~/field/store";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Empty, Loading } from "~/ui/states";
import { today } from "~/words/dates";
import { PlaceLine } from "../visit/place-line";
import { usePlace } from "../visit/use-place";
import { FindingCard } from "./finding-card";
import { byUrgency } from "./findings";
import { PlaceMap } from "./place-map";
import { plannedFacts } from "./planned";
import { Start } from "./start";
import "./subject.css";
import { useStart } from "./use-start";

/** Where the checklists are chosen. */
const CHOICE = "choice";

export default function SubjectPage() {
  const { params, query } = useRoute();
  const id = params.id ?? "";
  const visit = query.visit || undefined;
  const back = visit ? `/field/visits/${visit}` : "/field/";
  const names = useNames();
  const placed = usePlace();
  const lines = useRecords();
  const { value } = useStored(
    async () => {
      const [found, findings, checklists] = await Promise.all([
        subject(id),
        earlierFindings(),
        newestChecklists(),
      ]);
      return { found, findings, checklists };
    },
    ["plan"],
    [id],
  );
  const found = value?.found;
  const own = (lines ?? []).filter(({ draft }) => draft.subject === id);
  const starting = useStart(found, visit, placed.fix, own);
  if (!value || !lines || !names.ready)
    return (
      <Screen title={t("field.subject.title")} back={back}>
        <Loading />
      </Screen>
    );
  if (!found)
    return (
      <Screen title={t("field.subject.title")} back={back}>
        <Empty icon="search" words={t("field.subject.gone")} />
      </Screen>
    );
  const findings = byUrgency(
    value.findings.filter((finding) => finding.subject === id),
    today(),
  );
  const checklists = value.checklists.filter(({ subject_kind }) => subject_kind === found.kind);
  // With nothing to choose, the button at the bottom begins at once.
  const only = checklists.length === 1 && starting.projects.length === 1 ? checklists[0] : undefined;
  const planned = plannedFacts(found.planned);
  return (
    <Screen
      title={found.name}
      kicker={[t(`kind.${found.kind}`), found.village, names.unit(found.commune)].filter(Boolean).join(" · ")}
      back={back}
      foot={
        checklists.length > 0 && (
          <Button
            look="primary"
            icon={only && starting.begun(only) ? "list" : "plus"}
            busy={starting.busy}
            onClick={() =>
              only
                ? starting.start(only)
                : document.getElementById(CHOICE)?.scrollIntoView({ block: "start" })
            }
          >
            {t(only && starting.begun(only) ? "field.subject.go_on" : "field.subject.start")}
          </Button>
        )
      }
    >
      {own.length > 0 && (
        <Group title={t("field.subject.records")} count={own.length}>
          <Rows>
            {own.map((line) => (
              <RecordRow key={line.draft.record} line={line} named={false} />
            ))}
          </Rows>
        </Group>
      )}
      {findings.length > 0 && (
        <Group title={t("field.subject.findings")} count={findings.length}>
          <ul class="finding-cards">
            {findings.map((finding) => (
              <FindingCard key={finding.id} finding={finding} />
            ))}
          </ul>
        </Group>
      )}
      <Group title={t("field.subject.planned")}>
        <Facts
          rows={[
            { name: t("findings.sub_project"), value: names.subProject(found.sub_project) },
            ...(found.code ? [{ name: t("subjects.code"), value: found.code }] : []),
            ...planned.map(({ name, value: words }) => ({ name, value: words })),
          ]}
        />
        {planned.length === 0 && <p class="soft">{t("field.subject.no_planned")}</p>}
      </Group>
      <Group title={t("field.subject.place")}>
        <PlaceMap subject={found} unit={names.unitOf(found.commune)} fix={placed.fix} />
        {!placed.fix && <PlaceLine placed={placed} />}
      </Group>
      {!only && (
        <div id={CHOICE} class="subject__choice">
          <Group title={t("field.subject.choose")}>
            <Start starting={starting} checklists={checklists} names={names} />
          </Group>
        </div>
      )}
    </Screen>
  );
}
