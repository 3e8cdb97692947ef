/** What the browser has to allow, one by one: why, how it stands, and a button that brings the browser's own question. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { HowToInstall } from "~/field/phone/how-to-install";
import { useInstall } from "~/field/phone/install";
import { type Allowed, type Asked, usePermission } from "~/field/phone/permissions";
import { askPersistence, storageUse, useStored } from "~/field/store";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import "./prepare.css";

type Stand = "good" | "bad" | "open";

export function Step({
  stand,
  title,
  children,
}: {
  stand: Stand;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <li class={`step step--${stand}`}>
      <Icon name={stand === "good" ? "check" : stand === "bad" ? "warn" : "info"} size={24} />
      <div class="step__body">
        <p class="step__title">
          {title}
          <span class="unseen"> ({t(`field.allow.stand_${stand}`)})</span>
        </p>
        {children}
      </div>
    </li>
  );
}

const STAND: Record<Allowed, Stand> = { granted: "good", denied: "bad", prompt: "open", unknown: "open" };

function Permission({ name }: { name: Asked }) {
  const { allowed, ask } = usePermission(name);
  return (
    <Step stand={STAND[allowed]} title={t(`field.allow.${name}`)}>
      {allowed !== "granted" && <p>{t(`field.allow.${name}_why`)}</p>}
      {allowed === "denied" && <p>{t("field.allow.denied")}</p>}
      {(allowed === "prompt" || allowed === "unknown") && (
        <Button small onClick={() => void ask()}>
          {t("field.allow.ask")}
        </Button>
      )}
    </Step>
  );
}

function Persistence() {
  const [refused, setRefused] = useState(0);
  const { value } = useStored(storageUse, ["settings"], [refused]);
  if (!value) return null;
  return (
    <Step stand={value.persisted ? "good" : "open"} title={t("field.allow.storage")}>
      {!value.persisted && (
        <>
          <p>{t("field.allow.storage_why")}</p>
          {refused > 0 && <p role="status">{t("field.allow.storage_refused")}</p>}
          <Button small onClick={() => void askPersistence().then(() => setRefused((times) => times + 1))}>
            {t("field.allow.ask")}
          </Button>
        </>
      )}
    </Step>
  );
}

function Installed() {
  const { installed } = useInstall();
  return (
    <Step stand={installed ? "good" : "open"} title={t("field.allow.installed")}>
      {!installed && (
        <>
          <p>{t("field.allow.installed_why")}</p>
          <HowToInstall />
        </>
      )}
    </Step>
  );
}

export function PermissionSteps() {
  return (
    <ul class="rows steps">
      <Permission name="geolocation" />
      <Permission name="camera" />
      <Persistence />
      <Installed />
    </ul>
  );
}
