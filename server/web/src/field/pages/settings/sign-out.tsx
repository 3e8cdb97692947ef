/** Leaving the phone to somebody else: everything on it goes, so what the server lacks stands in the way. */
import { useState } from "preact/hooks";
import * as device from "~/api/device";
import { useEnrolment } from "~/field/enrolled";
import { Call, Group } from "~/field/layout/parts";
import { countWords } from "~/field/layout/status-words";
import { wipe } from "~/field/store";
import { stopSync } from "~/field/sync/engine";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/form";
import { tellProblem } from "~/ui/toast";
import { isConfirmed, isNothing, type Lost } from "./leaving";

function lostWords({ records, photos, drafts }: Lost): string[] {
  const unsent = countWords(records, photos);
  return [
    ...(unsent ? [t("field.leave.lost_unsent", { left: unsent })] : []),
    ...(drafts > 0 ? [t("field.leave.lost_drafts", { count: drafts })] : []),
  ];
}

function Confirm({ lost, onClose }: { lost: Lost; onClose: () => void }) {
  const { token } = useEnrolment();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const word = t("field.leave.word");
  const free = isNothing(lost);
  const leave = async () => {
    if (!free && !isConfirmed(typed, word)) return;
    setBusy(true);
    stopSync();
    // Without a network the phone is wiped all the same; the office takes its name off the list.
    await device.signOut(token).catch(() => undefined);
    try {
      await wipe();
    } catch (thrown) {
      tellProblem(thrown);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("field.leave.title")}
      onClose={onClose}
      onSubmit={() => void leave()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look="danger" type="submit" busy={busy} disabled={!free && !isConfirmed(typed, word)}>
            {t("field.leave.go")}
          </Button>
        </>
      }
    >
      {free ? (
        <p>{t("field.leave.free")}</p>
      ) : (
        <>
          <Call tone="bad" title={t("field.leave.lost")}>
            <ul class="dots">
              {lostWords(lost).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </Call>
          <p>{t("field.leave.instead")}</p>
          <Input label={t("field.leave.type", { word })} value={typed} onInput={setTyped} />
        </>
      )}
      <p class="soft">{t("field.leave.again")}</p>
    </Dialog>
  );
}

export function SignOut({ lost }: { lost: Lost }) {
  const [open, setOpen] = useState(false);
  return (
    <Group title={t("field.leave.title")}>
      <p>{t("field.leave.words")}</p>
      <Button look="danger" icon="out" onClick={() => setOpen(true)}>
        {t("field.leave.go")}
      </Button>
      {open && <Confirm lost={lost} onClose={() => setOpen(false)} />}
    </Group>
  );
}
