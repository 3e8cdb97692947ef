/** An invitation for one phone: a picture to scan, a code to type, and how long both hold. */
import { useEffect, useState } from "preact/hooks";
import * as people from "~/api/people";
import { asProblem, type Problem } from "~/api/problem";
import type { Invitation, Person } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Select } from "~/ui/form";
import { Failed } from "~/ui/states";
import { moment } from "~/words/dates";
import { span } from "~/words/figures";
import "./devices.css";
import { pictureOf } from "./picture";

function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The field app's address as somebody types it: without the code, which the picture carries. */
function door(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

function Code({ invitation }: { invitation: Invitation }) {
  const left = (Date.parse(invitation.expires_at) - useNow()) / 1000;
  if (left <= 0) return <p class="notice">{t("devices.enrol_over")}</p>;
  return (
    <div class="enrol">
      <img src={pictureOf(invitation.qr_svg)} alt={t("devices.qr")} width={240} height={240} />
      <div class="stack">
        <p class="enrol__how">{t("devices.enrol_words")}</p>
        <div>
          <p class="soft small">{t("devices.enrol_code")}</p>
          <p class="enrol__code mono">{invitation.code}</p>
          <p class="small">{t("devices.enrol_typed", { address: door(invitation.url) })}</p>
        </div>
        <p class="soft" role="timer">
          {t("devices.enrol_once")} {t("devices.enrol_until", { at: moment(invitation.expires_at) })} (
          {t("devices.enrol_left", { time: span(left) })})
        </p>
      </div>
    </div>
  );
}

export function EnrolDialog({
  persons,
  person,
  onClose,
}: {
  persons: Person[];
  person?: string | undefined;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(person ?? "");
  const [invitation, setInvitation] = useState<Invitation>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const make = async () => {
    if (!chosen) return;
    setBusy(true);
    setProblem(undefined);
    try {
      setInvitation(await people.invite(chosen));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={t("devices.enrol")}
      onClose={onClose}
      onSubmit={() => void make()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.close")}</Button>
          <Button type="submit" look="primary" icon="key" busy={busy}>
            {t(invitation ? "devices.enrol_again" : "devices.enrol_make")}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      <Select
        label={t("devices.enrol_for")}
        value={chosen}
        onChange={(next) => {
          setChosen(next);
          setInvitation(undefined);
        }}
        empty={t("action.choose")}
        required
        options={persons
          .filter((one) => one.active)
          .map((one) => ({ value: one.id, label: `${one.full_name} (${one.name})` }))}
      />
      {invitation && <Code invitation={invitation} />}
    </Dialog>
  );
}
