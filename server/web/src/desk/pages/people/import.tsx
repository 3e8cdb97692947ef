/** Importing a file: checked first, and either all of it is taken or nothing. */
import { useState } from "preact/hooks";
import { invalidate } from "~/api/cache";
import { asProblem, type Problem } from "~/api/problem";
import * as registry from "~/api/registry";
import type { Imported } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { FileButton } from "~/ui/files";
import { Input, Select } from "~/ui/form";
import { Failed } from "~/ui/states";

const WHATS = [
  "units",
  "boundaries",
  "departments",
  "programme",
  "subjects",
  "people",
  "visits",
  "checklists",
] as const;

export function ImportDialog({
  what: first = "people",
  onClose,
}: {
  what?: (typeof WHATS)[number];
  onClose: () => void;
}) {
  const [what, setWhat] = useState<string>(first);
  const [file, setFile] = useState<File>();
  const [on, setOn] = useState("");
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Imported>();
  const [problem, setProblem] = useState<Problem>();
  const run = async (check: boolean) => {
    if (!file) return;
    setBusy(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      setDone(await registry.importFile(what, file, check, on || undefined));
      if (!check) invalidate((key) => !key.startsWith("record"));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return (
    <Dialog
      wide
      title={t("import.title")}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("action.close")}</Button>
          <Button busy={busy} disabled={!file} onClick={() => void run(true)}>
            {t("import.check")}
          </Button>
          <Button look="primary" busy={busy} disabled={!file} onClick={() => void run(false)}>
            {t("import.run")}
          </Button>
        </>
      }
    >
      <p class="soft">{t("import.hint")}</p>
      <Select
        label={t("import.what")}
        value={what}
        onChange={setWhat}
        options={WHATS.map((one) => ({ value: one, label: t(`import.whats.${one}`) }))}
      />
      <div class="row">
        <FileButton
          onFiles={([chosen]) => {
            setFile(chosen);
            setDone(undefined);
            setProblem(undefined);
          }}
        >
          {t("import.file")}
        </FileButton>
        <span class="soft">{file?.name ?? t("import.file_none")}</span>
      </div>
      <Input type="date" label={t("import.on")} optional value={on} onInput={setOn} />
      <div role="status">
        {done && (
          <p class="notice notice--good">
            {t(done.checked_only ? "import.checked" : "import.done", {
              rows: done.rows,
              added: done.added,
              updated: done.updated,
            })}
          </p>
        )}
      </div>
      {problem && <Failed problem={problem} />}
    </Dialog>
  );
}
