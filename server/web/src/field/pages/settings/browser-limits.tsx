/** What a web app cannot do, said plainly, and what is done about each. */
import { Group } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { t } from "~/i18n";

const LIMITS = ["exif", "background", "mock", "eviction", "sync", "proof"] as const;

export default function BrowserLimits() {
  return (
    <Screen title={t("field.limits.title")} kicker={t("field.limits.lead")} back="/field/settings">
      {LIMITS.map((limit) => (
        <Group key={limit} title={t(`field.limits.${limit}`)}>
          <p>{t(`field.limits.${limit}_what`)}</p>
          <p>
            <strong>{t("field.limits.done")}: </strong>
            {t(`field.limits.${limit}_done`)}
          </p>
        </Group>
      ))}
    </Screen>
  );
}
