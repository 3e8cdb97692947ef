/** What moves the report on: handing in, giving back, taking in, signing; and throwing a draft away. */
import { useState } from "preact/hooks";
import type { MayDo } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { useOpened } from "../../evaluations/opened";
import { SignDialog } from "./sign-dialog";
import { ConsolidateDialog, DeleteDialog, SendBackDialog, SubmitDialog } from "./step-dialogs";

const LOOK = {
  delete: { look: "quiet", icon: "close" },
  send_back: { look: "secondary", icon: "return" },
  submit: { look: "primary", icon: "upload" },
  consolidate: { look: "primary", icon: "tree" },
  sign: { look: "primary", icon: "lock" },
} as const;

const ORDER = ["delete", "send_back", "submit", "consolidate", "sign"] as const;

const DIALOG = {
  delete: DeleteDialog,
  send_back: SendBackDialog,
  submit: SubmitDialog,
  consolidate: ConsolidateDialog,
  sign: SignDialog,
};

export function Steps() {
  const { evaluation } = useOpened();
  const [asking, setAsking] = useState<Exclude<MayDo, "write">>();
  const may = ORDER.filter((one) => evaluation.may.includes(one));
  const Asked = asking && DIALOG[asking];
  return (
    <>
      {may.map((one) => (
        <Button
          key={one}
          icon={LOOK[one].icon}
          // What is final stands back where the level above may also take it in.
          look={one === "sign" && may.includes("consolidate") ? "secondary" : LOOK[one].look}
          onClick={() => setAsking(one)}
        >
          {t(`steps.${one}`)}
        </Button>
      ))}
      {Asked && <Asked onClose={() => setAsking(undefined)} />}
    </>
  );
}
