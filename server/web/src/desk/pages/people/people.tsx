/** People, what they may do and where. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { Person } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { FilterBar, SearchInput } from "~/ui/filter-bar";
import { Select } from "~/ui/form";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { matches } from "~/words/fold";
import { PageHead } from "../../layout/page";
import { type Names, useNames } from "../../names";
import { useFilter } from "../../url";
import { EnrolDialog } from "../devices/enrol";
import { AddPerson } from "./add";
import { ImportDialog } from "./import";
import "./people.css";

const ROLES = ["inspector", "commune_officer", "reviewer", "evaluator", "administrator"] as const;

function columns(names: Names, onEnrol: (person: Person) => void): Column<Person>[] {
  return [
    {
      id: "name",
      head: t("people.name"),
      look: "lead",
      width: "20%",
      cell: (person) => (
        <div>
          <strong>{person.full_name}</strong> {!person.active && <Badge>{t("people.inactive")}</Badge>}
          <div class="soft small mono">{person.name}</div>
        </div>
      ),
    },
    {
      id: "roles",
      head: t("people.roles"),
      cell: (person) => (
        <ul>
          {person.roles.map((held) => (
            <li key={held.role + held.unit}>
              {t(`role.${held.role}`)} <span class="soft">· {names.unit(held.unit)}</span>
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: "department",
      head: t("people.department"),
      width: "28%",
      cell: (person) => person.department && <span>{names.department(person.department)}</span>,
    },
    {
      id: "phone",
      head: t("people.phone"),
      cell: (person) => person.phone && <a href={`tel:${person.phone}`}>{person.phone}</a>,
    },
    {
      id: "acts",
      head: t("table.acts"),
      look: "acts",
      cell: (person) =>
        person.active ? (
          <Button small icon="phone" onClick={() => onEnrol(person)}>
            {t("people.enrol")}
            <span class="unseen">: {person.full_name}</span>
          </Button>
        ) : null,
    },
  ];
}

export default function PeoplePage() {
  const names = useNames();
  const { filter, change, replace, active } = useFilter(["q", "role"]);
  const answer = useQuery<Person[]>("people", people.people, { fresh: 60 });
  const [dialog, setDialog] = useState<"add" | "import" | { enrol: Person }>();
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHead title={t("people.title")}>
        <Button icon="upload" onClick={() => setDialog("import")}>
          {t("people.import")}
        </Button>
        <Button look="primary" icon="plus" onClick={() => setDialog("add")}>
          {t("people.add")}
        </Button>
      </PageHead>
      <FilterBar
        active={active}
        onClear={() => replace({})}
        search={
          <SearchInput label={t("people.search")} value={filter.q ?? ""} onChange={(q) => change({ q })} />
        }
      >
        <Select
          label={t("people.role")}
          value={filter.role ?? ""}
          onChange={(role) => change({ role })}
          empty={t("action.all")}
          options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        />
      </FilterBar>
      <Loaded answer={answer}>
        {(all) => {
          const shown = all.filter(
            (person) =>
              (!filter.q || matches(`${person.full_name} ${person.name}`, filter.q)) &&
              (!filter.role || person.roles.some((held) => held.role === filter.role)),
          );
          if (shown.length === 0) return <Empty icon="people" words={t("state.none_found")} />;
          return (
            <Table
              caption={t("people.title")}
              columns={columns(names, (person) => setDialog({ enrol: person }))}
              rows={shown}
              rowKey={(person) => person.id}
            />
          );
        }}
      </Loaded>
      {dialog === "add" && <AddPerson onClose={close} />}
      {dialog === "import" && <ImportDialog onClose={close} />}
      {typeof dialog === "object" && (
        <EnrolDialog persons={answer.data ?? []} person={dialog.enrol.id} onClose={close} />
      )}
    </>
  );
}
