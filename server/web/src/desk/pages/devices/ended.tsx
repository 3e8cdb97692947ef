/** Since when a phone is out of use and who ended it: its holder on the phone, or somebody at the desk. */
import { useQuery } from "~/api/cache";
import * as people from "~/api/people";
import type { Device, LogEntry } from "~/api/types";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { day } from "~/words/dates";
import { useSession } from "../../session";

/** The log alone knows who; it is asked only for phones that somebody looks at. */
function useWho(device: Device): string | undefined {
  const { can } = useSession();
  const about = `device:${device.id}`;
  const { data } = useQuery<LogEntry[]>(
    can("read_log") ? `log:${about}` : null,
    () => people.log({ about }),
    {
      fresh: 3600,
    },
  );
  return data?.find((entry) => entry.action === "device.revoked")?.actor;
}

export function Ended({ device, nameOf }: { device: Device; nameOf: (person: string) => string }) {
  const at = day(device.revoked_at);
  const [kind, id = ""] = useWho(device)?.split(":") ?? [];
  const itself = kind === "device" && id === device.id;
  return (
    <div>
      <Badge tone={itself ? "grey" : "rust"}>
        {t(itself ? "devices.signed_out" : "devices.revoked", { at })}
      </Badge>
      {itself && <div class="soft small">{t("devices.signed_out_by")}</div>}
      {kind === "person" && <div class="soft small">{t("devices.revoked_by", { name: nameOf(id) })}</div>}
      {kind === "system" && <div class="soft small">{t("devices.revoked_here")}</div>}
    </div>
  );
}
