/** A record's front page: what it is about, where it stands, how far it is, and the way on. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { Call, Facts, Group, Meter } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { useNames } from "~/field/names";
import { nextSection } from "~/field/record";
import { removeDraft, uploads, useStored } from "~/field/store";
import { said, t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { tellProblem } from "~/ui/toast";
import { moment } from "~/words/dates";
import { unitName } from "~/words/units";
import { mendRecord } from "./hand-in";
import { Opened } from "./opened";
import { PlaceCard } from "./place-card";
import "./record.css";
import { NotSaved } from "./saved-mark";
import { SectionRows } from "./section-rows";
import { StageCall } from "./stage-call";
import { type OpenRecord, useRecord } from "./use-record";

function About({ record }: { record: OpenRecord }) {
  const { draft, checklist, newestVersion, unit, visit, subject } = record;
  const names = useNames();
  const village = draft.newSubject?.village ?? subject?.village;
  const older = newestVersion !== undefined && newestVersion > draft.checklist.version;
  const rows = [
    { name: t("fill.record.commune"), value: unit ? unitName(unit) : t("state.unknown") },
    ...(village ? [{ name: t("fill.record.village"), value: village }] : []),
    { name: t("fill.record.sub_project"), value: names.subProject(draft.subProject) || t("state.unknown") },
    ...(visit ? [{ name: t("fill.record.visit"), value: visit.title }] : []),
    { name: t("fill.record.begun"), value: <span class="number">{moment(draft.capturedAt)}</span> },
    {
      name: t("fill.record.checklist"),
      value: t("fill.record.version", { title: said(checklist.title), n: draft.checklist.version }),
    },
  ];
  return (
    <Group title={t("fill.record.about")}>
      <Facts rows={rows} />
      {older && (
        <p class="soft">{t("fill.record.older", { newest: newestVersion, n: draft.checklist.version })}</p>
      )}
    </Group>
  );
}

/** A record that was never handed in can go; it does when the page is left, and can be brought back until then. */
function Removed({ record, onUndo }: { record: OpenRecord; onUndo: () => void }) {
  const { route } = useLocation();
  const undone = useRef(false);
  const { draft } = record;
  useEffect(
    () => () => {
      if (!undone.current) void removeDraft(draft.record).catch(tellProblem);
    },
    [],
  );
  return (
    <Screen
      title={t("fill.record.removed", { name: record.name })}
      foot={
        <Button look="primary" onClick={() => route("/field/")}>
          {t("fill.finish.home")}
        </Button>
      }
    >
      <Call icon="info" title={t("fill.record.removing_words")} live>
        <Button
          icon="reopen"
          onClick={() => {
            undone.current = true;
            onUndo();
          }}
        >
          {t("action.undo")}
        </Button>
      </Call>
    </Screen>
  );
}

function Foot({ record }: { record: OpenRecord }) {
  const { draft, progress, stage } = record;
  const [busy, setBusy] = useState(false);
  const base = `/field/records/${draft.record}`;
  if (draft.state === "handed_in") {
    const mend = () => {
      setBusy(true);
      void mendRecord(record)
        .then(() => scrollTo(0, 0), tellProblem)
        .finally(() => setBusy(false));
    };
    const wanted = stage === "returned" || stage === "refused";
    return (
      <Button look={wanted ? "primary" : "secondary"} icon="reopen" busy={busy} onClick={mend}>
        {t("fill.record.mend")}
      </Button>
    );
  }
  const next = nextSection(progress, draft.section);
  const complete = progress.missing === 0 && progress.photosMissing === 0;
  const begun = progress.answered > 0;
  return (
    <div class="record-foot">
      {begun && (
        <LinkButton look={complete ? "primary" : "secondary"} href={`${base}/finish`}>
          {t("fill.record.finish")}
        </LinkButton>
      )}
      {next && !complete && (
        <LinkButton look="primary" href={`${base}/sections/${next.key}`}>
          {t(begun ? "fill.record.continue" : "fill.record.begin")}
        </LinkButton>
      )}
    </div>
  );
}

function Front({ record, onRemove }: { record: OpenRecord; onRemove: () => void }) {
  const { draft, progress, checklist, keeper } = record;
  const { value: waiting } = useStored(uploads, ["outbox"]);
  const photosLeft = (waiting ?? []).filter(
    (upload) => upload.record === draft.record && upload.state !== "stored",
  ).length;
  const filling = draft.state === "filling";
  const words = t("fill.record.progress", { answered: progress.answered, shown: progress.shown });
  return (
    <Screen
      title={record.name}
      kicker={draft.newSubject ? t("fill.record.unlisted") : said(checklist.title)}
      back="/field/"
      foot={<Foot record={record} />}
    >
      <NotSaved keeper={keeper} />
      <StageCall record={record} photosLeft={photosLeft} />
      <PlaceCard record={record} />
      <Group title={t("fill.record.sections")}>
        {filling && (
          <div class="record-progress">
            <p class="number">{words}</p>
            <Meter label={words} value={progress.answered} max={progress.shown} />
          </div>
        )}
        <SectionRows record={record} />
      </Group>
      <About record={record} />
      {filling && draft.base === undefined && (
        <Group title={t("fill.record.other_acts")}>
          <p class="soft">{t("fill.record.remove_words")}</p>
          <Button icon="close" onClick={onRemove}>
            {t("fill.record.remove")}
          </Button>
        </Group>
      )}
    </Screen>
  );
}

function Page({ record }: { record: OpenRecord }) {
  const [removing, setRemoving] = useState(false);
  if (removing) return <Removed record={record} onUndo={() => setRemoving(false)} />;
  return <Front record={record} onRemove={() => setRemoving(true)} />;
}

export default function RecordPage() {
  const { id = "" } = useRoute().params;
  return <Opened opening={useRecord(id)}>{(record) => <Page key={id} record={record} />}</Opened>;
}
