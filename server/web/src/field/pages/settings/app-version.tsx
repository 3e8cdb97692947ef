/** Which version of the app runs here, and whether there is a newer one. */
import { useState } from "preact/hooks";
import { Facts, Group, Row, Rows } from "~/field/layout/parts";
import { HowToInstall } from "~/field/phone/how-to-install";
import { useInstall } from "~/field/phone/install";
import { appVersion, askForUpdate, useUpdate } from "~/field/phone/update";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { tell } from "~/ui/toast";

export function AppVersion({ online }: { online: boolean }) {
  const { waiting, apply } = useUpdate();
  const { installed } = useInstall();
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    const found = await askForUpdate().catch(() => false);
    setBusy(false);
    if (!found) tell(t("field.update.newest"));
  };
  return (
    <Group title={t("field.update.group")}>
      <Facts rows={[{ name: t("field.update.version"), value: <code>{appVersion()}</code> }]} />
      {waiting ? (
        <Button look="primary" icon="reopen" onClick={apply}>
          {t("field.update.apply")}
        </Button>
      ) : (
        <Button icon="reopen" busy={busy} disabled={!online} onClick={() => void look()}>
          {t("field.update.look")}
        </Button>
      )}
      {!installed && (
        <details class="more">
          <summary>{t("field.allow.installed")}</summary>
          <HowToInstall />
        </details>
      )}
      <Rows>
        <Row href="/field/settings/browser" icon="info" title={t("field.limits.title")} />
      </Rows>
    </Group>
  );
}
