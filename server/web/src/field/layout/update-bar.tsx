/** A new version of the app waits until the person says so: nobody loses a page under the thumb. */
import { useUpdate } from "~/field/phone/update";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Call } from "./parts";

export function UpdateBar() {
  const { waiting, apply } = useUpdate();
  if (!waiting) return null;
  return (
    <Call icon="reopen" title={t("field.update.title")} live>
      <p>{t("field.update.words")}</p>
      <Button small onClick={apply}>
        {t("field.update.apply")}
      </Button>
    </Call>
  );
}
