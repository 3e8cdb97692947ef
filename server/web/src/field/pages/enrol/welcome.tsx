/** After the door: whose phone this is now, and what the browser has to be asked for, with the reason before its question. */
import { useEnrolment } from "~/field/enrolled";
import { Call, Group } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { PermissionSteps } from "~/field/pages/prepare/permission-steps";
import { t } from "~/i18n";
import { LinkButton } from "~/ui/button";

export default function Welcome() {
  const { self, label } = useEnrolment();
  const name = self?.person.full_name;
  return (
    <Screen
      title={t("field.welcome.title")}
      foot={
        <LinkButton look="primary" href="/field/prepare">
          {t("field.welcome.next")}
        </LinkButton>
      }
    >
      <Call
        tone="good"
        title={name ? t("field.welcome.of", { name, label }) : t("field.welcome.of_label", { label })}
      >
        <p>{t("field.welcome.other")}</p>
      </Call>
      <Group title={t("field.allow.title")}>
        <PermissionSteps />
      </Group>
    </Screen>
  );
}
