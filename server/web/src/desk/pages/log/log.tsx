/** The log of every act, in the order of its chain. */
import { useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { LogEntry, Person } from "~/api/types";
import { t, wordFor } from "~/i18n";
import { Button } from "~/ui/button";
import { FilterBar, SearchInput } from "~/ui/filter-bar";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { moment } from "~/words/dates";
import { PageHead } from "../../layout/page";
import { href, useFilter } from "../../url";
import { actorWords, detailWords } from "../record/record-log";

const SIZE = 100;
/** Before a number beyond the end: the newest. */
const NEWEST = Number.MAX_SAFE_INTEGER;

function Subject({ subject }: { subject: string }) {
  const [kind, id = ""] = subject.split(":");
  const to =
    kind === "record" ? href(`/records/${id}`) : kind === "finding" ? href(`/findings/${id}`) : undefined;
  const short = `${wordFor("log_kind", kind ?? "")} ${wordFor("log_value", id)
    .slice(0, 24)
    .replace(/^([0-9a-f]{8}).*/, "$1")}`;
  return to ? <a href={to}>{short}</a> : <span title={subject}>{short}</span>;
}

function columns(nameOf: (actor: string) => string | undefined): Column<LogEntry>[] {
  return [
    { id: "seq", head: t("syslog.seq"), look: "number", cell: (entry) => entry.seq },
    {
      id: "at",
      head: t("syslog.at"),
      cell: (entry) => <span class="number nowrap">{moment(entry.at)}</span>,
    },
    {
      id: "action",
      head: t("syslog.action"),
      look: "lead",
      cell: (entry) => (
        <div>
          <strong>{wordFor("log_action", entry.action)}</strong> <Subject subject={entry.subject} />
        </div>
      ),
    },
    { id: "actor", head: t("syslog.actor"), cell: (entry) => actorWords(entry.actor, nameOf(entry.actor)) },
    {
      id: "detail",
      head: t("syslog.detail"),
      width: "38%",
      cell: (entry) => <span class="soft small log__detail">{detailWords(entry.detail)}</span>,
    },
    {
      id: "hash",
      head: t("syslog.hash"),
      look: "hide",
      cell: (entry) => (
        <code class="soft small" title={entry.hash}>
          {entry.hash.slice(0, 10)}
        </code>
      ),
    },
  ];
}

function useActors(): (actor: string) => string | undefined {
  const persons = useQuery<Person[]>("people", people.people, { fresh: 300 }).data;
  const devices = useQuery("devices", people.devices, { fresh: 300 }).data;
  return (actor) => {
    const [kind, id] = actor.split(":");
    const device = kind === "device" ? devices?.find((one) => one.id === id) : undefined;
    const person = persons?.find((one) => one.id === (device ? device.person : id));
    return person && (device ? t("log.by_phone", { name: person.full_name }) : person.full_name);
  };
}

export default function LogPage() {
  const { filter, change } = useFilter(["about", "before"]);
  const nameOf = useActors();
  const before = Number(filter.before) || NEWEST;
  const answer = useQuery(`log?${filter.about ?? ""}&${before}`, () =>
    people.log(filter.about ? { about: filter.about } : { before, limit: SIZE }),
  );
  return (
    <>
      <PageHead title={t("syslog.title")} />
      <p class="lead soft">{t("syslog.words")}</p>
      <FilterBar
        active={0}
        onClear={() => change({ about: "" })}
        search={
          <SearchInput
            label={t("syslog.about")}
            value={filter.about ?? ""}
            onChange={(about) => change({ about })}
          />
        }
      />
      <Loaded answer={answer}>
        {(entries) => (
          <div class="stack">
            {entries.length === 0 ? (
              <Empty icon="key" />
            ) : (
              <Table
                caption={t("syslog.title")}
                columns={columns(nameOf)}
                rows={entries}
                rowKey={(entry) => String(entry.seq)}
              />
            )}
            {!filter.about && (
              <div class="row">
                <Button
                  icon="back"
                  disabled={(entries[0]?.seq ?? 0) < before - 1}
                  onClick={() => change({ before: String(before + SIZE) })}
                >
                  {t("syslog.newer")}
                </Button>
                <Button
                  icon="next"
                  disabled={entries.length < SIZE}
                  onClick={() => change({ before: String(entries.at(-1)?.seq ?? "") })}
                >
                  {t("syslog.older")}
                </Button>
              </div>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}
