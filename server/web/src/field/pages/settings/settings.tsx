/** This phone: whose it is, how it sends, its room, its clock, its app, and leaving it. */
import { useState } from "preact/hooks";
import { useEnrolment } from "~/field/enrolled";
import { Call, Facts, Group } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { changeSettings, clock, drafts, settings, storageUse, unsent, useStored } from "~/field/store";
import { useSync } from "~/field/sync/state";
import { type Language, language, setLanguage, t } from "~/i18n";
import { Check, Radios } from "~/ui/form";
import { Loading } from "~/ui/states";
import { moment } from "~/words/dates";
import { span } from "~/words/figures";
import { AppVersion } from "./app-version";
import { lostBy, type Rescued, rescuedBy } from "./leaving";
import { Rescue } from "./rescue";
import { SignOut } from "./sign-out";
import { Storage } from "./storage";

/** Where the server did not say yet how far a clock may be off. */
const CLOCK_S = 300;

function Holder() {
  const { self, label, enrolledAt, revokedAt } = useEnrolment();
  return (
    <Group title={t("field.settings.phone")}>
      {revokedAt !== undefined && (
        <Call tone="bad" title={t("field.status.revoked")}>
          <p>{t("field.settings.revoked_words")}</p>
        </Call>
      )}
      <Facts
        rows={[
          { name: t("field.settings.holder"), value: self?.person.full_name ?? t("state.unknown") },
          ...(self?.unit ? [{ name: t("field.settings.unit"), value: self.unit.name }] : []),
          { name: t("field.settings.label"), value: self?.label || label },
          { name: t("field.settings.enrolled"), value: moment(enrolledAt) },
        ]}
      />
    </Group>
  );
}

/** How wrong the clock is: photos carry its time. */
function Clock({ aheadMs, at }: { aheadMs: number; at: number }) {
  const tolerance = useEnrolment().self?.tolerances.clock_s ?? CLOCK_S;
  const seconds = aheadMs / 1000;
  const wrong = Math.abs(seconds) > tolerance;
  const words = wrong
    ? t(seconds > 0 ? "field.clock.ahead" : "field.clock.behind", { span: span(seconds) })
    : t("field.clock.right");
  return (
    <Call tone={wrong ? "warn" : "plain"} icon="clock" title={words}>
      <p>{t(wrong ? "field.clock.mend" : "field.clock.asked", { at: moment(at) })}</p>
    </Call>
  );
}

export default function Settings() {
  const { online } = useSync();
  const [asked, setAsked] = useState(0);
  // Whoever saved a file has it, as long as this page remembers; after a restart it is asked for again.
  const [rescued, setRescued] = useState<Rescued>();
  const { value } = useStored(
    async () => {
      const [chosen, use, left, begun, told] = await Promise.all([
        settings(),
        storageUse(),
        unsent(),
        drafts(),
        clock(),
      ]);
      return { chosen, use, left, begun, told };
    },
    ["settings", "outbox", "drafts", "plan"],
    [asked],
  );
  if (!value)
    return (
      <Screen title={t("field.settings.title")}>
        <Loading />
      </Screen>
    );
  const { chosen, use, left, begun, told } = value;
  return (
    <Screen title={t("field.settings.title")}>
      <Holder />
      <Group title={t("field.settings.sending")}>
        <Check
          label={t("field.settings.wifi")}
          checked={chosen.photosOnWifi}
          onChange={(photosOnWifi) => void changeSettings({ photosOnWifi })}
        />
        <p class="soft">{t("field.settings.wifi_words")}</p>
      </Group>
      <Storage use={use} onChanged={() => setAsked((times) => times + 1)} />
      <Rescue unsent={left} onSaved={(of) => setRescued(rescuedBy(of))} />
      <Group title={t("field.settings.clock")}>
        {told ? <Clock {...told} /> : <p class="soft">{t("field.clock.unknown")}</p>}
      </Group>
      <Radios<Language>
        label={t("session.language")}
        value={language()}
        onChange={(chosenLanguage) => void setLanguage(chosenLanguage)}
        options={[
          { value: "vi", label: "Tiếng Việt" },
          { value: "en", label: "English" },
        ]}
      />
      <AppVersion online={online} />
      <SignOut lost={lostBy(left, begun, rescued)} />
    </Screen>
  );
}
