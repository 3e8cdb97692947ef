/** The server's signed word, and whether it counts. Only then is anything noted as sent, and may a copy be deleted. */
import { revisionSha256, verifyReceipt } from "~/protocol/signature";
import type { Receipt, Revision } from "../model";
import { type Run, refreshSelf } from "./run";

type Wanted = { revision: Revision } | { photo: { sha256: string; bytes: number } };

/** Whether the receipt is for this very thing: the bytes of a snapshot or a photo, by their hash. */
async function names({ of }: Receipt, wanted: Wanted): Promise<boolean> {
  if ("photo" in wanted) {
    const { sha256, bytes } = wanted.photo;
    return "photo" in of && of.photo.sha256 === sha256 && of.photo.bytes === bytes;
  }
  if (!("revision" in of)) return false;
  const { record, revision, sha256 } = of.revision;
  return (
    record === wanted.revision.record &&
    revision === wanted.revision.revision &&
    sha256 === (await revisionSha256(wanted.revision))
  );
}

function keysOf({ enrolment }: Run) {
  return [...(enrolment.self?.server_keys ?? []), ...(enrolment.serverKeys ?? [])];
}

export async function counts(run: Run, receipt: Receipt, wanted: Wanted): Promise<boolean> {
  if (!(await names(receipt, wanted))) return false;
  // The server may have a newer key than it had when it last spoke of itself.
  if (!keysOf(run).some(({ id }) => id === receipt.signature.key)) await refreshSelf(run);
  return verifyReceipt(receipt, keysOf(run));
}
