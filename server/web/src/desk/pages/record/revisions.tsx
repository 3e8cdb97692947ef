/** The snapshots of a record, and any two of them side by side. */
import { useState } from "preact/hooks";
import type { RevisionLine } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { moment } from "~/words/dates";
import { useSession } from "../../session";
import { Compare } from "./compare";
import { useRecord } from "./context";
import { SettleDialog } from "./settle";

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
