/** Phones: whose they are, when they last spoke; enrolling one, letting one in that has ODK Collect, and revoking one. */
import { useState } from "preact/hooks";
import { invalidate, useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { Device, Person } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Check } from "~/ui/form";
import { Empty, Loaded } from "~/ui/states";
import { type Column, Table } from "~/ui/table";
import { tell, tellProblem } from "~/ui/toast";
import { day, moment } from "~/words/dates";
import { PageHead } from "../../layout/page";
import { useFilter } from "../../url";
import { CollectDialog } from "./collect";
import { Ended } from "./ended";
import { EnrolDialog } from "./enrol";

function RevokeDialog({ device, name, onClose }: { device: Device; name: string; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const revoke = async () => {
    setBusy(true);
    try {
      await people.revoke(device.id);
      tell(t("devices.revoke_done"));
      invalidate((key) => key === "devices");
    } catch (thrown) {
      tellProblem(thrown);
    }
    onClose();
  };
  return (
    <Dialog
      title={t("devices.revoke_title")}
      onClose={onClose}
      onSubmit={() => void revoke()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="danger" busy={busy}>
            {t("devices.revoke")}
          </Button>
        </>
      }
    >
      <p>{t("devices.revoke_words", { label: device.label || device.id.slice(0, 8), name })}</p>
    </Dialog>
  );
}

function columns(nameOf: (person: string) => string, onRevoke: (device: Device) => void): Column<Device>[] {
  return [
    {
      id: "person",
      head: t("devices.person"),
      look: "lead",
      cell: (device) => (
        <div>
          <strong>{nameOf(device.person)}</strong>
          <div class="soft small">{device.label}</div>
          {device.kind === "form_client" && <Badge tone="grey">{t("devices.form_client")}</Badge>}
        </div>
      ),
    },
    {
      id: "enrolled",
      head: t("devices.enrolled"),
      cell: (device) => <span class="number">{day(device.enrolled_at)}</span>,
    },
    {
      id: "seen",
      head: t("devices.seen"),
      cell: (device) => <span class="number">{moment(device.seen_at) || t("devices.seen_never")}</span>,
    },
    {
      id: "key",
      head: t("devices.key"),
      look: "hide",
      cell: (device) => <code class="small">{device.key.slice(0, 16)}</code>,
    },
    {
      id: "state",
      head: t("devices.state"),
      cell: (device) =>
        device.revoked_at ? (
          <Ended device={device} nameOf={nameOf} />
        ) : (
          <Badge tone="green">{t("devices.active")}</Badge>
        ),
    },
    {
      id: "acts",
      head: t("table.acts"),
      look: "acts",
      cell: (device) =>
        device.revoked_at ? null : (
          <Button small onClick={() => onRevoke(device)}>
            {t("devices.revoke")}
            <span class="unseen">: {nameOf(device.person)}</span>
          </Button>
        ),
    },
  ];
}

export default function DevicesPage() {
  const { filter, change } = useFilter(["all"]);
  const devices = useQuery("devices", people.devices, { live: true });
  const persons = useQuery<Person[]>("people", people.people, { fresh: 300 });
  const [adding, setAdding] = useState<"phone" | "collect">();
  const close = () => setAdding(undefined);
  const [revoking, setRevoking] = useState<Device>();
  const nameOf = (id: string) => persons.data?.find((one) => one.id === id)?.full_name ?? id.slice(0, 8);
  return (
    <>
      <PageHead title={t("devices.title")}>
        <Check
          label={t("devices.all")}
          checked={filter.all === "true"}
          onChange={(on) => change({ all: on ? "true" : "" })}
        />
        <Button icon="plus" disabled={!persons.data} onClick={() => setAdding("collect")}>
          {t("collect.add")}
        </Button>
        <Button look="primary" icon="plus" disabled={!persons.data} onClick={() => setAdding("phone")}>
          {t("devices.enrol")}
        </Button>
      </PageHead>
      <Loaded answer={devices}>
        {(all) => {
          const shown = all.filter((device) => filter.all === "true" || !device.revoked_at);
          if (shown.length === 0) return <Empty icon="phone" />;
          return (
            <Table
              caption={t("devices.title")}
              columns={columns(nameOf, setRevoking)}
              rows={shown}
              rowKey={(device) => device.id}
            />
          );
        }}
      </Loaded>
      {adding === "phone" && <EnrolDialog persons={persons.data ?? []} onClose={close} />}
      {adding === "collect" && <CollectDialog persons={persons.data ?? []} onClose={close} />}
      {revoking && (
        <RevokeDialog
          device={revoking}
          name={nameOf(revoking.person)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}
