/** How the app gets onto the home screen, in the words of the browser at hand. */
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { system } from "./browser";
import { useInstall } from "./install";

export function HowToInstall() {
  const { ask } = useInstall();
  if (ask)
    return (
      <Button small icon="download" onClick={() => void ask()}>
        {t("field.install.go")}
      </Button>
    );
  const steps =
    system() === "ios"
      ? (["ios_1", "ios_2", "ios_3"] as const)
      : (["android_1", "android_2", "android_3"] as const);
  return (
    <ol class="steps-list">
      {steps.map((step) => (
        <li key={step}>{t(`field.install.${step}`)}</li>
      ))}
    </ol>
  );
}
