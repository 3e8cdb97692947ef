/** The snapshots of a record, and any two of them side by side. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import type { RevisionLine, Snapshot } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Select } from "~/ui/form";
import { Loaded } from "~/ui/states";
import { moment } from "~/words/dates";
import { coordinates } from "~/words/numbers";
import { useSession } from "../../session";
import { answerWords, itemName, itemOf } from "./answer-words";
import { useRecord } from "./context";
import { differences } from "./differences";
import { SettleDialog } from "./settle";

/** A snapshot never changes, so it is read once. */
export function useSnapshot(record: string, revision: string | undefined) {
  return useQuery<Snapshot>(
    revision ? `snapshot:${revision}` : null,
    () => records.snapshot(record, revision ?? ""),
    { fresh: 3600 },
  );
}

export function AnswerCell({ snapshot, item }: { snapshot: Snapshot; item: string }) {
  const { checklist } = useRecord();
  const answer = snapshot.answers[item];
  return (
    <>
      {answerWords(answer, itemOf(checklist, item))}
      {answer?.note && (
        <p class="soft small">
          {t("record.note")}: {answer.note}
        </p>
      )}
    </>
  );
}

function Compared({ left, right }: { left: Snapshot; right: Snapshot }) {
  const { checklist } = useRecord();
  const found = differences(left, right);
  const place = (snapshot: Snapshot) =>
    snapshot.fix ? coordinates(snapshot.fix.lat, snapshot.fix.lon) : t("state.none");
  const photos = [
    found.photosAdded.length > 0 && t("revisions.photos_added", { count: found.photosAdded.length }),
    found.photosRemoved.length > 0 && t("revisions.photos_removed", { count: found.photosRemoved.length }),
  ].filter(Boolean);
  if (found.items.length === 0 && photos.length === 0 && !found.capturedAt && !found.place)
    return <p class="soft">{t("revisions.same")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="compare-frame" tabIndex={0} aria-label={t("revisions.compare")}>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">{t("revisions.item")}</th>
            <th scope="col">{t("revisions.before")}</th>
            <th scope="col">{t("revisions.after")}</th>
          </tr>
        </thead>
        <tbody>
          {found.items.map((item) => (
            <tr key={item}>
              <th scope="row">{itemName(checklist, item)}</th>
              <td class="compare__before" data-head={t("revisions.before")}>
                <AnswerCell snapshot={left} item={item} />
              </td>
              <td class="compare__after" data-head={t("revisions.after")}>
                <AnswerCell snapshot={right} item={item} />
              </td>
            </tr>
          ))}
          {found.capturedAt && (
            <tr>
              <th scope="row">{t("revisions.captured")}</th>
              <td class="compare__before" data-head={t("revisions.before")}>
                {moment(left.captured_at)}
              </td>
              <td class="compare__after" data-head={t("revisions.after")}>
                {moment(right.captured_at)}
              </td>
            </tr>
          )}
          {found.place && (
            <tr>
              <th scope="row">{t("revisions.place_changed")}</th>
              <td class="compare__before" data-head={t("revisions.before")}>
                {place(left)}
              </td>
              <td class="compare__after" data-head={t("revisions.after")}>
                {place(right)}
              </td>
            </tr>
          )}
          {photos.length > 0 && (
            <tr>
              <th scope="row">{t("revisions.photos")}</th>
              <td class="compare__before" data-head={t("revisions.before")}>
                {left.photos?.length ?? 0}
              </td>
              <td class="compare__after" data-head={t("revisions.after")}>
                {right.photos?.length ?? 0} ({photos.join(", ")})
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function Compare({ revisions }: { revisions: RevisionLine[] }) {
  const { record } = useRecord();
  const head = record.head ?? revisions.at(-1)?.revision ?? "";
  const other =
    revisions.find((one) => one.place === "branch") ??
    revisions.filter((one) => one.revision !== head).at(-1);
  const headIsLater = other?.place !== "branch";
  const [left, setLeft] = useState((headIsLater ? other?.revision : head) ?? head);
  const [right, setRight] = useState((headIsLater ? head : other?.revision) ?? head);
  const before = useSnapshot(record.record, left);
  const after = useSnapshot(record.record, right);
  const options = revisions.map((one) => ({
    value: one.revision,
    label: `${t("revisions.number", { n: one.number })} · ${moment(one.received_at)}`,
  }));
  return (
    <section class="card">
      <div class="card__head">
        <h2>{t("revisions.compare")}</h2>
      </div>
      <div class="card__body stack">
        <div class="pick-two">
          <Select label={t("revisions.left")} value={left} onChange={setLeft} options={options} />
          <Select label={t("revisions.right")} value={right} onChange={setRight} options={options} />
        </div>
        <Loaded answer={before}>
          {(left) => <Loaded answer={after}>{(right) => <Compared left={left} right={right} />}</Loaded>}
        </Loaded>
      </div>
    </section>
  );
}

export function Revisions() {
  const { record } = useRecord();
  const { can } = useSession();
  const [settling, setSettling] = useState<RevisionLine>();
  const tone = { main: "grey", branch: "rust", held: "amber" } as const;
  return (
    <div class="stack">
      <section class="card">
        <h2 class="card__head">{t("revisions.title")}</h2>
        <ol class="revisions">
          {record.revisions.map((one) => (
            <li key={one.revision} class="revision">
              <div class="row spread">
                <div class="row">
                  <strong>{t("revisions.number", { n: one.number })}</strong>
                  {one.revision === record.head ? (
                    <Badge tone="green">{t("revisions.current")}</Badge>
                  ) : (
                    <Badge tone={tone[one.place]}>{t(`revisions.place.${one.place}`)}</Badge>
                  )}
                </div>
                {one.place === "branch" && can("review_records") && (
                  <Button small look="primary" icon="fork" onClick={() => setSettling(one)}>
                    {t("settle.title")}
                  </Button>
                )}
              </div>
              <p class="soft small">
                {moment(one.received_at)} · {t(one.joined ? "revisions.joined" : "revisions.from_phone")}
              </p>
              <p class="soft small facts__hash" title={t("revisions.hash")}>
                <code>{one.sha256}</code>
              </p>
            </li>
          ))}
        </ol>
      </section>
      {record.revisions.length > 1 && <Compare key={record.head} revisions={record.revisions} />}
      {settling && <SettleDialog branch={settling} onClose={() => setSettling(undefined)} />}
    </div>
  );
}
