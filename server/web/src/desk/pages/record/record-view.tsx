/** A record in full, for whoever opened it. */

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as findingsApi from "~/api/findings";
import * as records from "~/api/records";
import * as registry from "~/api/registry";
import type { EvidenceBody, RecordBody, Rule } from "~/api/types";
import { kindWords, t } from "~/i18n";
import { Badge, StatusBadge, VerdictBadge } from "~/ui/badge";
import { LinkButton } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { useShortcuts } from "~/ui/keys";
import { Loaded } from "~/ui/states";
import { Tabs } from "~/ui/tabs";
import { RaiseDialog } from "../../findings/raise";
import { PageHead } from "../../layout/page";
import { useNames } from "../../names";
import { neighbours } from "../../review/neighbours";
import { useSession } from "../../session";
import { href, useFilter } from "../../url";
import { recordName } from "../queue/columns";
import { Answers } from "./answers";
import { Aside, shortLine } from "./aside";
import { RecordContext, type RecordShown, useDrafts } from "./context";
import { DecisionBar } from "./decision-bar";
import { isReason } from "./evidence-order";
import { EvidencePanel } from "./evidence-panel";
import { Lightbox } from "./lightbox";
import { evidencePhotos, signaturesOf } from "./photos";
import "./record.css";
import { RecordLog } from "./record-log";
import { Revisions } from "./revisions";
import { useSnapshot } from "./snapshot";

const TABS = ["answers", "evidence", "revisions", "log"] as const;
type TabId = (typeof TABS)[number];

/** A household's, or one of which nobody knows yet what it is. */
const isSensitive = (record: RecordBody): boolean => record.kind === undefined || record.kind === "household";

function Head({ record }: { record: RecordBody }) {
  const names = useNames();
  const { before, after, href: list } = neighbours(record.record);
  return (
    <>
      <PageHead
        title={recordName(record)}
        back={{ href: list, label: t("record.back") }}
        badges={
          <>
            <StatusBadge status={record.status} />
            <VerdictBadge verdict={record.evidence?.answer ?? "unchecked"} />
            {record.conflicts > 0 && (
              <Badge tone="rust" icon="fork">
                {t("queue.conflict")}
              </Badge>
            )}
          </>
        }
      >
        {before && (
          <LinkButton small icon="back" label={t("record.previous")} href={href(`/records/${before}`)} />
        )}
        {after && <LinkButton small icon="next" label={t("record.next")} href={href(`/records/${after}`)} />}
      </PageHead>
      <p class="soft record__line">
        {kindWords(record.kind)}
        {record.subject_code && ` · ${record.subject_code}`} ·{" "}
        {shortLine(record.captured_at, record.inspector, names.unit(record.commune))}
      </p>
    </>
  );
}

function useKeys(record: string, tab: TabId, show: (tab: TabId) => void, openFirst: () => void): void {
  const { route } = useLocation();
  const go = (to: string | undefined) => to && route(href(`/records/${to}`));
  useShortcuts([
    { keys: "j", label: "keys_queue.down", run: () => void go(neighbours(record).after) },
    { keys: "k", label: "keys_queue.up", run: () => void go(neighbours(record).before) },
    {
      keys: "t",
      label: "keys_queue.tab",
      run: () => show(TABS[(TABS.indexOf(tab) + 1) % TABS.length] ?? "answers"),
    },
    { keys: "p", label: "keys_queue.photos", run: openFirst },
    { keys: "Escape", label: "keys_queue.back", run: () => route(neighbours(record).href) },
  ]);
}

/** Everything that belongs to the record, each part read once. A household's is not read again by itself, since every
 * reading is noted in the log. */
function useShown(record: RecordBody, showEvidence: () => void) {
  const { can } = useSession();
  const head = useSnapshot(record.record, record.head);
  const { id, version } = record.checklist;
  const checklist = useQuery(`checklist:${id}:${version}`, () => registry.checklist(id, version), {
    fresh: 3600,
  });
  const evidence = useQuery<EvidenceBody>(
    `evidence:${record.record}`,
    () => records.evidence(record.record),
    {
      live: !isSensitive(record),
    },
  );
  const rules = useQuery<Rule[]>("rules", records.rules, { fresh: 600 });
  const findings = useQuery(
    can("read_findings") ? `findings:record:${record.record}` : null,
    () => findingsApi.ofRecord(record.record),
    { live: true },
  );
  const [photo, setPhoto] = useState<string>();
  const [raising, setRaising] = useState<{ item?: string }>();
  const drafts = useDrafts(record.record);
  const shown: RecordShown = {
    record,
    head: head.data,
    checklist: checklist.data,
    evidence: evidence.data,
    rules: rules.data ?? [],
    photos: evidencePhotos(head.data),
    signatures: signaturesOf(head.data),
    findings: findings.data ?? [],
    drafts,
    openPhoto: setPhoto,
    raise: can("raise_findings") ? (item) => setRaising(item ? { item } : {}) : undefined,
    showEvidence,
  };
  const dialogs = (
    <>
      {photo && <Lightbox sha256={photo} onMove={setPhoto} onClose={() => setPhoto(undefined)} />}
      {raising && (
        <RaiseDialog
          record={record}
          checklist={checklist.data}
          item={raising.item}
          onClose={() => setRaising(undefined)}
        />
      )}
    </>
  );
  return { shown, dialogs };
}

export function RecordView({ record }: { record: RecordBody }) {
  const { filter, change } = useFilter(["tab"]);
  const tab = TABS.find((one) => one === filter.tab) ?? "answers";
  const show = (next: TabId) => change({ tab: next === "answers" ? "" : next });
  const { shown, dialogs } = useShown(record, () => show("evidence"));
  useKeys(record.record, tab, show, () => {
    const first = shown.photos.find((photo) => !record.missing.includes(photo.sha256));
    if (first) shown.openPhoto(first.sha256);
  });
  const reasons = shown.evidence?.now?.checks.filter(isReason).length;
  return (
    <RecordContext.Provider value={shown}>
      <Head record={record} />
      {isSensitive(record) && (
        <p class="notice row">
          <Icon name="lock" size={16} /> {t("record.household_opened")}
        </p>
      )}
      <div class="record">
        <div class="record__main">
          <Tabs
            label={t("record.tabs")}
            value={tab}
            onChange={show}
            tabs={TABS.map((id) => ({
              id,
              label: t(`record.tab.${id}`),
              count: id === "evidence" ? reasons : id === "revisions" ? record.revisions.length : undefined,
            }))}
          >
            {tab === "answers" && <Answers />}
            {tab === "evidence" && <EvidencePanel />}
            {tab === "revisions" && <Revisions />}
            {tab === "log" && <RecordLog />}
          </Tabs>
        </div>
        <aside class="record__aside" aria-label={t("record.photos")}>
          <Aside />
        </aside>
      </div>
      <DecisionBar />
      {dialogs}
    </RecordContext.Provider>
  );
}

/** The record by its id; a household's follows the event stream only when it is asked to. */
export function OpenRecord({ id, live }: { id: string; live: boolean }) {
  const answer = useQuery<RecordBody>(`record:${id}`, () => records.read(id), {
    live,
    fresh: live ? 5 : 3600,
  });
  return (
    <Loaded answer={answer} lines={10}>
      {(record) => <RecordView key={record.record} record={record} />}
    </Loaded>
  );
}
