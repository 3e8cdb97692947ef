/** From a draft to a signed snapshot in the queue, and back. */
import { buildRevision } from "~/field/record";
import { enrolment, handIn, reopen } from "~/field/store";
import { runSync } from "~/field/sync/engine";
import { newId } from "~/protocol/ids";
import { signRevision } from "~/protocol/signature";
import { refusals } from "~/protocol/validate";
import type { OpenRecord } from "./use-record";

/** The phone was wiped, or the record has something that the server would refuse: neither is the person's doing here. */
export class NotHandedIn extends Error {
  override name = "NotHandedIn";
}

/** Signs and queues what is on screen; done when it is on the disk. Sending begins by itself. */
export async function handInRecord({ keeper, checklist, subject }: OpenRecord): Promise<void> {
  await keeper.flush();
  if (keeper.keeping !== "saved") throw new NotHandedIn(`the draft is not kept: ${keeper.keeping}`);
  const signer = await enrolment();
  if (!signer) throw new NotHandedIn("this phone is not enrolled");
  await keeper.alone(
    async () => {
      const unsigned = buildRevision(keeper.draft, newId(), checklist, subject);
      const refused = refusals(unsigned, checklist);
      if (refused.length > 0)
        throw new NotHandedIn(refused.map(({ path, code }) => `${path} ${code}`).join());
      const revision = await signRevision(unsigned, signer);
      await handIn(keeper.draft.record, revision);
      return revision.revision;
    },
    (draft, base) => ({ ...draft, state: "handed_in", base }),
  );
  // Whatever hinders sending is the queue's to say; the record is safe.
  void runSync("handed_in").catch(() => undefined);
}

/** Makes a record that was handed in editable again. */
export async function mendRecord({ keeper }: Pick<OpenRecord, "keeper">): Promise<void> {
  await keeper.alone(
    () => reopen(keeper.draft.record),
    (_before, opened) => opened,
  );
}
