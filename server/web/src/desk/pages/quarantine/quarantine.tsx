/** What was refused, with the reason; nothing of it is lost, and it can be looked into. */
import { useEffect, useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import { address } from "~/api/http";
import { usePages } from "~/api/pages";
import * as people from "~/api/people";
import { asProblem, type Problem } from "~/api/problem";
import type { Person, QuarantineSummary } from "~/api/types";
import { said, t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Empty, Failed, Loading } from "~/ui/states";
import { type Column, More, Table } from "~/ui/table";
import { moment } from "~/words/dates";
import { bytes as size } from "~/words/numbers";
import { PageHead } from "../../layout/page";
import "./quarantine.css";
import { asHex, asText } from "./raw";

function RawDialog({ entry, onClose }: { entry: QuarantineSummary; onClose: () => void }) {
  const [raw, setRaw] = useState<{ bytes: Uint8Array; whole: boolean }>();
  const [problem, setProblem] = useState<Problem>();
  const [hex, setHex] = useState(false);
  // Not through the cache: every opening is noted in the log, so it happens when somebody asks, once.
  useEffect(() => {
    people.quarantined(entry.id).then(setRaw, (thrown) => setProblem(asProblem(thrown)));
  }, []);
  const text = raw && asText(raw.bytes, raw.whole);
  return (
    <Dialog
      wide
      title={t("quarantine.opened")}
      onClose={onClose}
      foot={
        <>
          <span class="soft small settle__sum">{t("quarantine.logged")}</span>
          <LinkButton icon="download" href={address(`/quarantine/${entry.id}`)} download>
            {t("action.download")}
          </LinkButton>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      {!raw && !problem && <Loading />}
      {raw && (
        <>
          {text !== undefined && (
            <div class="row">
              <Button small pressed={!hex} onClick={() => setHex(false)}>
                {t("quarantine.text")}
              </Button>
              <Button small pressed={hex} onClick={() => setHex(true)}>
                {t("quarantine.hex")}
              </Button>
            </div>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre class="raw" tabIndex={0}>
            {text === undefined || hex ? asHex(raw.bytes) : text}
          </pre>
          {!raw.whole && <p class="soft small">{t("quarantine.more")}</p>}
        </>
      )}
    </Dialog>
  );
}

function columns(
  nameOf: (id: string) => string,
  onOpen: (entry: QuarantineSummary) => void,
): Column<QuarantineSummary>[] {
  return [
    {
      id: "reason",
      head: t("quarantine.reason"),
      look: "lead",
      width: "50%",
      cell: (entry) => (
        <ul>
          {entry.problems.slice(0, 5).map((problem) => (
            <li key={problem.path + problem.code}>
              {said({ vi: problem.message_vi || problem.message, en: problem.message })}{" "}
              <code class="soft small">{problem.path}</code>
            </li>
          ))}
        </ul>
      ),
    },
    { id: "from", head: t("quarantine.from"), cell: (entry) => nameOf(entry.person) },
    {
      id: "received",
      head: t("quarantine.received"),
      cell: (entry) => <span class="number">{moment(entry.received_at)}</span>,
    },
    { id: "bytes", head: t("quarantine.bytes"), look: "number", cell: (entry) => size(entry.bytes) },
    {
      id: "acts",
      head: t("table.acts"),
      look: "acts",
      cell: (entry) => (
        <Button small icon="eye" onClick={() => onOpen(entry)}>
          {t("quarantine.open")}
        </Button>
      ),
    },
  ];
}

export default function QuarantinePage() {
  const persons = useQuery<Person[]>("people", people.people, { fresh: 300 }).data;
  const [opened, setOpened] = useState<QuarantineSummary>();
  const pages = usePages("quarantine", async (before) => {
    const items = await people.quarantine(before);
    return { items, next: items.length === 100 ? items.at(-1)?.id : undefined };
  });
  const nameOf = (id: string) => persons?.find((one) => one.id === id)?.full_name ?? id.slice(0, 8);
  return (
    <>
      <PageHead title={t("quarantine.title")} />
      <p class="lead soft">{t("quarantine.words")}</p>
      {pages.error && <Failed problem={pages.error} retry={() => void pages.refresh()} />}
      {pages.loading && <Loading />}
      {pages.data && pages.items.length === 0 && <Empty icon="check" words={t("quarantine.none")} />}
      {pages.items.length > 0 && (
        <Table
          caption={t("quarantine.title")}
          columns={columns(nameOf, setOpened)}
          rows={pages.items}
          rowKey={(entry) => entry.id}
        />
      )}
      <More more={pages.more} loading={pages.loadingMore} error={pages.moreError} onMore={pages.loadMore} />
      {opened && <RawDialog entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
