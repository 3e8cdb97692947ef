/** The queue: what came in, in the order in which somebody should look at it. */

import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { usePages } from "~/api/pages";
import * as records from "~/api/records";
import type { RecordLine } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { useShortcuts } from "~/ui/keys";
import { Empty, Failed, Loading } from "~/ui/states";
import { More, Table } from "~/ui/table";
import { Behind } from "../../evaluations/behind";
import { BEHIND_RECORDS } from "../../evaluations/figure-links";
import { RegisterMenu } from "../../exports/register-menu";
import { PageHead } from "../../layout/page";
import { useNames } from "../../names";
import { decideOne, mayDecide } from "../../review/decide";
import { DecideDialog, ManyDialog } from "../../review/dialogs";
import { rememberList } from "../../review/neighbours";
import { useSession } from "../../session";
import { href, queryText, useFilter } from "../../url";
import { queueColumns } from "./columns";
import { asked, NAMES } from "./filter";
import { QueueFilters } from "./filters";
import "./queue.css";
import { useCurrent, useSelection } from "./selection";

type Asking = { what: "return"; line: RecordLine } | { what: "many"; action: "accept" | "return" };

function Bulk({
  lines,
  onAsk,
  onClear,
}: {
  lines: RecordLine[];
  onAsk: (action: "accept" | "return") => void;
  onClear: () => void;
}) {
  const n = lines.filter((line) => mayDecide(line, "accept")).length;
  return (
    <section class="bulk" aria-label={t("queue.chosen", { count: lines.length })}>
      <strong>{t("queue.chosen", { count: lines.length })}</strong>
      <Button small look="primary" icon="check" disabled={n === 0} onClick={() => onAsk("accept")}>
        {t("review.accept_many", { n })}
      </Button>
      <Button small icon="return" disabled={n === 0} onClick={() => onAsk("return")}>
        {t("review.return_many", { n })}
      </Button>
      <Button small look="quiet" onClick={onClear}>
        {t("queue.unchoose")}
      </Button>
    </section>
  );
}

export function Queue() {
  const { route, path } = useLocation();
  const { can } = useSession();
  const names = useNames();
  const { filter, change, replace } = useFilter(NAMES);
  const text = queryText(filter);
  const pages = usePages(`records?${text}`, (after, limit) => records.list(asked(filter), after, limit), {
    live: true,
  });
  const lines = pages.items;
  const { current, line, setCurrent, move } = useCurrent(lines);
  const { selection, chosen, flip, clear } = useSelection(lines);
  const [asking, setAsking] = useState<Asking>();
  const reviews = can("review_records");
  useEffect(() => {
    // While the next page loads this one is still drawn, by that one's address.
    if (path !== "/desk") return;
    rememberList(
      lines.map((one) => one.record),
      href("", filter),
    );
  }, [lines, text, path]);
  const open = (one: RecordLine) => {
    setCurrent(one.record);
    route(href(`/records/${one.record}`));
  };
  const decide = (action: "accept" | "return") => {
    if (!reviews) return;
    if (chosen.length > 0) return setAsking({ what: "many", action });
    if (!line || !mayDecide(line, action)) return;
    if (action === "return") return setAsking({ what: "return", line });
    // The next line becomes the current one before this one leaves the list.
    move(1);
    void decideOne(line, "accept");
  };
  useShortcuts([
    { keys: "j", label: "keys_queue.down", run: () => move(1) },
    { keys: "k", label: "keys_queue.up", run: () => move(-1) },
    { keys: "Enter", label: "keys_queue.open", run: () => line && open(line) },
    ...(reviews
      ? [
          { keys: "x", label: "keys_queue.choose" as const, run: () => line && flip(line.record) },
          { keys: "a", label: "keys_queue.accept" as const, run: () => decide("accept") },
          { keys: "r", label: "keys_queue.return" as const, run: () => decide("return") },
          { keys: "Escape", label: "keys_queue.unchoose" as const, run: clear },
        ]
      : []),
  ]);
  return (
    <>
      <PageHead title={t("queue.title")}>
        <RegisterMenu what="records" filter={asked(filter)} />
      </PageHead>
      <Behind filter={filter} of={BEHIND_RECORDS} replace={replace} />
      <QueueFilters filter={filter} change={change} replace={replace} names={names} />
      {chosen.length > 0 && reviews && (
        <Bulk lines={chosen} onAsk={(action) => setAsking({ what: "many", action })} onClear={clear} />
      )}
      {pages.error && <Failed problem={pages.error} retry={() => void pages.refresh()} />}
      {pages.loading && <Loading lines={8} />}
      {pages.data && lines.length === 0 && <Empty words={t("state.none_found")} icon="check" />}
      {lines.length > 0 && (
        <Table
          caption={t("queue.title")}
          columns={queueColumns(names)}
          rows={lines}
          rowKey={(one) => one.record}
          onOpen={open}
          current={current}
          {...(reviews ? { selection } : {})}
        />
      )}
      <More more={pages.more} loading={pages.loadingMore} error={pages.moreError} onMore={pages.loadMore} />
      {asking?.what === "return" && (
        <DecideDialog
          action="return"
          line={asking.line}
          onClose={() => setAsking(undefined)}
          onDone={() => move(1)}
        />
      )}
      {asking?.what === "many" && (
        <ManyDialog
          lines={chosen}
          action={asking.action}
          onClose={() => setAsking(undefined)}
          onDone={clear}
        />
      )}
    </>
  );
}
