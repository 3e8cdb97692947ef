/** What came in without all that belongs to it, by commune and phone: somebody calls whoever holds the phone. */
import { useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { Device, Person, WaitingGroup } from "~/api/types";
import { t } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { day, daysBetween, today } from "~/words/dates";
import { PageHead } from "../../layout/page";
import { type Names, useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";

/** Who holds a phone. The server may say it; administrators can look it up. */
function useHolder(): (group: WaitingGroup) => { name: string; phone?: string | undefined } {
  const { can } = useSession();
  const may = can("manage_people");
  const devices = useQuery<Device[]>(may ? "devices" : null, people.devices, { fresh: 300 }).data;
  const persons = useQuery<Person[]>(may ? "people" : null, people.people, { fresh: 300 }).data;
  return (group) => {
    const device = devices?.find((one) => one.id === group.device);
    const person = persons?.find((one) => one.id === device?.person);
    const name = group.person_name ?? person?.full_name ?? device?.label ?? group.device.slice(0, 8);
    return { name, phone: group.phone ?? person?.phone };
  };
}

function columns(names: Names, holder: ReturnType<typeof useHolder>): Column<WaitingGroup>[] {
  return [
    {
      id: "person",
      head: t("waiting.person"),
      look: "lead",
      cell: (group) => {
        const { name, phone } = holder(group);
        return (
          <div>
            <strong>{name}</strong>
            {phone && (
              <div>
                <a href={`tel:${phone}`}>{t("waiting.call", { phone })}</a>
              </div>
            )}
          </div>
        );
      },
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
  const holder = useHolder();
  const answer = useQuery("records:waiting", people.waiting, { live: true });
  return (
    <>
      <PageHead title={t("waiting.title")} />
      <p class="lead soft">{t("waiting.words")}</p>
      <Loaded answer={answer}>
        {(groups) =>
          groups.length === 0 ? (
            <Empty icon="check" words={t("waiting.none")} />
          ) : (
            <Table
              caption={t("waiting.title")}
              columns={columns(names, holder)}
              rows={groups}
              rowKey={(group) => group.commune + group.device}
            />
          )
        }
      </Loaded>
    </>
  );
}
