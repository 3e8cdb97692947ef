/** What the server does not have, in a file that only the office can open: for a phone that finds no network, or breaks. */
import { useState } from "preact/hooks";
import { Group } from "~/field/layout/parts";
import { countWords } from "~/field/layout/status-words";
import type { Unsent } from "~/field/store";
import { makeRescueFile } from "~/field/sync/rescue";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { tell, tellProblem } from "~/ui/toast";
import { bytes } from "~/words/numbers";

function download(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser reads the address a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Into another app (Zalo, e-mail, Drive) where the phone can; into its own files otherwise. False where the person drew back. */
async function handOver(file: File): Promise<boolean> {
  if (!navigator.canShare?.({ files: [file] })) {
    download(file);
    return true;
  }
  try {
    await navigator.share({ files: [file], title: file.name });
    return true;
  } catch (thrown) {
    if ((thrown as DOMException | undefined)?.name === "AbortError") return false;
    // Some phones say that they can and then cannot, or the making took longer than the press may last.
    download(file);
    return true;
  }
}

export function Rescue({ unsent, onSaved }: { unsent: Unsent; onSaved: (of: Unsent) => void }) {
  const [busy, setBusy] = useState(false);
  const records = new Set(unsent.revisions.map(({ record }) => record)).size;
  const left = countWords(records, unsent.photos.length);
  const size = unsent.photos.reduce((sum, photo) => sum + photo.bytes, 0);
  const save = async () => {
    setBusy(true);
    try {
      const file = await makeRescueFile();
      if (await handOver(file)) {
        onSaved(unsent);
        tell(t("field.rescue.saved", { name: file.name }));
      }
    } catch (thrown) {
      tellProblem(thrown);
    }
    setBusy(false);
  };
  return (
    <Group title={t("field.rescue.title")}>
      <p>{t("field.rescue.words")}</p>
      {left ? (
        <>
          <p>{t("field.rescue.left", { left, bytes: bytes(size) })}</p>
          <Button icon="download" busy={busy} onClick={() => void save()}>
            {t("field.rescue.save")}
          </Button>
          <p class="soft">{t("field.rescue.sealed")}</p>
        </>
      ) : (
        <p class="soft">{t("field.rescue.nothing")}</p>
      )}
    </Group>
  );
}
