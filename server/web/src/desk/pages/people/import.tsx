/** Importing a file: checked first, and either all of it is taken or nothing. */
import { useEffect, useRef, useState } from "preact/hooks";
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
import "./import.css";
import { ImportFaults } from "./import-faults";
import { XlsformHelp } from "./xlsform";

const WHATS = [
  "units",
  "boundaries",
  "departments",
  "programme",
  "subjects",
  "people",
  "visits",
  "checklists",
  "xlsform",
] as const;

/** What holds one checklist in a file, whose rows are nothing to count. */
const ONE: readonly string[] = ["checklists", "xlsform"];

/** What the file would do or did. */
function doneWords({ what, rows, added, updated, checked_only }: Imported): string {
  if (ONE.includes(what)) {
    if (checked_only) return t(added > 0 ? "import.checked_new" : "import.checked_again");
    return t(added > 0 ? "import.done_new" : "import.done_again");
  }
  return t(checked_only ? "import.checked" : "import.done", { rows, added, updated });
}

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
  const told = useRef<HTMLDivElement>(null);
  // On a small screen it would come out of sight.
  useEffect(() => {
    if (done || problem) told.current?.scrollIntoView({ block: "start" });
  }, [done, problem]);
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
        onChange={(next) => {
          setWhat(next);
          setDone(undefined);
          setProblem(undefined);
        }}
        options={WHATS.map((one) => ({ value: one, label: t(`import.whats.${one}`) }))}
      />
      {what === "xlsform" && <XlsformHelp />}
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
      {!ONE.includes(what) && (
        <Input type="date" label={t("import.on")} optional value={on} onInput={setOn} />
      )}
      <div role="status" ref={told}>
        {done && <p class="notice notice--good">{doneWords(done)}</p>}
      </div>
      {problem?.is("import.row") && problem.errors.length > 0 ? (
        <ImportFaults faults={problem.errors} />
      ) : (
        problem && <Failed problem={problem} />
      )}
    </Dialog>
  );
}
