/** What came in without all that belongs to it, by commune and phone: somebody calls whoever holds the phone. */
import { useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { WaitingGroup } from "~/api/types";
import { t } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { day, daysBetween, today } from "~/words/dates";
import { PageHead } from "../../layout/page";
import { type Names, useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { WaitingSubmissions } from "./submissions";

function columns(names: Names): Column<WaitingGroup>[] {
  return [
    {
      id: "person",
      head: t("waiting.person"),
      look: "lead",
      cell: ({ person_name, device_label, phone, device }) => (
        <div>
          <strong>{person_name ?? device.slice(0, 8)}</strong>
          {device_label && <div class="soft small">{device_label}</div>}
          {phone && (
            <div>
              <a href={`tel:${phone}`}>{t("waiting.call", { phone })}</a>
            </div>
          )}
        </div>
      ),
    },
    { id: "commune", head: t("waiting.commune"), cell: (group) => names.unit(group.commune) },
    {
      id: "records",
      head: t("waiting.records"),
      look: "number",
      cell: (group) => <a href={href("", { status: "waiting", commune: group.commune })}>{group.records}</a>,
    },
    { id: "photos", head: t("waiting.photos"), look: "number", cell: (group) => group.photos_missing },
    { id: "held", head: t("waiting.held"), look: "number", cell: (group) => group.held },
    {
      id: "oldest",
      head: t("waiting.oldest"),
      cell: (group) => (
        <div>
          <span class="number">{day(group.oldest)}</span>{" "}
          <span class="soft small">{t("waiting.days", { n: daysBetween(group.oldest, today()) })}</span>
        </div>
      ),
    },
  ];
}

export default function WaitingPage() {
  const names = useNames();
  const { can } = useSession();
  const answer = useQuery("records:waiting", people.waiting, { live: true });
  return (
    <>
      <PageHead title={t("waiting.title")}>
        {can("take_in") && (
          <LinkButton icon="upload" href={href("/rescues")}>
            {t("rescues.from_waiting")}
          </LinkButton>
        )}
      </PageHead>
      <p class="lead soft">{t("waiting.words")}</p>
      <Loaded answer={answer}>
        {(groups) =>
          groups.length === 0 ? (
            <Empty icon="check" words={t("waiting.none")} />
          ) : (
            <Table
              caption={t("waiting.title")}
              columns={columns(names)}
              rows={groups}
              rowKey={(group) => group.commune + group.device}
            />
          )
        }
      </Loaded>
      <WaitingSubmissions />
    </>
  );
}
