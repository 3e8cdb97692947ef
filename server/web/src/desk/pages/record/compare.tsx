/** Any two snapshots of a record side by side: what differs, and nothing else. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { RevisionLine, Snapshot } from "~/api/types";
import { t } from "~/i18n";
import { Select } from "~/ui/form";
import { Loaded } from "~/ui/states";
import { moment } from "~/words/dates";
import { coordinates } from "~/words/numbers";
import { itemName } from "./answer-words";
import { useRecord } from "./context";
import { differences } from "./differences";
import { evidencePhotos, signaturesOf } from "./photos";
import { SignatureList } from "./signatures";
import { AnswerCell, useSnapshot } from "./snapshot";

interface Line {
  id: string;
  name: string;
  /** What stands in the cell of one of the two. */
  cell: (snapshot: Snapshot) => ComponentChildren;
  /** What is added to the later one. */
  more?: string;
}

function place({ fix }: Snapshot): string {
  return fix ? coordinates(fix.lat, fix.lon) : t("state.none");
}

function signed(snapshot: Snapshot): ComponentChildren {
  const signatures = signaturesOf(snapshot);
  return signatures.length > 0 ? <SignatureList signatures={signatures} /> : t("state.none");
}

/** The lines in which two snapshots differ. */
function useLines(left: Snapshot, right: Snapshot): Line[] {
  const { checklist } = useRecord();
  const found = differences(left, right);
  const [added, removed] = [found.photosAdded.length, found.photosRemoved.length];
  const photos = [
    added > 0 && t("revisions.photos_added", { count: added }),
    removed > 0 && t("revisions.photos_removed", { count: removed }),
  ].filter(Boolean);
  const signatures = found.signaturesAdded.length + found.signaturesRemoved.length;
  return [
    ...found.items.map((item) => ({
      id: `item ${item}`,
      name: itemName(checklist, item),
      cell: (snapshot: Snapshot) => <AnswerCell snapshot={snapshot} item={item} />,
    })),
    ...(found.capturedAt
      ? [{ id: "at", name: t("revisions.captured"), cell: (one: Snapshot) => moment(one.captured_at) }]
      : []),
    ...(found.place ? [{ id: "place", name: t("revisions.place_changed"), cell: place }] : []),
    ...(photos.length > 0
      ? [
          {
            id: "photos",
            name: t("revisions.photos"),
            cell: (one: Snapshot) => evidencePhotos(one).length,
            more: `(${photos.join(", ")})`,
          },
        ]
      : []),
    ...(signatures > 0
      ? [
          {
            id: "signed",
            name: t("revisions.signatures"),
            cell: signed,
          },
        ]
      : []),
  ];
}

function Compared({ left, right }: { left: Snapshot; right: Snapshot }) {
  const lines = useLines(left, right);
  if (lines.length === 0) return <p class="soft">{t("revisions.same")}</p>;
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
          {lines.map(({ id, name, cell, more }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td class="compare__before" data-head={t("revisions.before")}>
                {cell(left)}
              </td>
              <td class="compare__after" data-head={t("revisions.after")}>
                {cell(right)} {more}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Compare({ revisions }: { revisions: RevisionLine[] }) {
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
