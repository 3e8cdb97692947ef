/** What was not sent, sealed into one file that only the server opens: for a phone that will not reach it any more. */
import { sealRescue } from "~/protocol/sealed";
import { offsetTime } from "~/protocol/time";
import { enrolment, NotHere, photoBlob, type UnsentPhoto, unsent } from "../store";

async function* bytesOf(photos: UnsentPhoto[]): AsyncGenerator<Blob> {
  for (const { sha256 } of photos) {
    const bytes = await photoBlob(sha256);
    if (!bytes) throw new NotHere(`the bytes of photo ${sha256}`);
    yield bytes;
  }
}

export async function makeRescueFile(now = Date.now()): Promise<File> {
  const here = await enrolment();
  // The key came with the server's word about this phone; without it nobody could open the file.
  if (!here?.self) throw new NotHere("the server's sealing key");
  const { revisions, photos } = await unsent();
  const madeAt = offsetTime(now);
  const header = { format: 1 as const, device: here.device, made_at: madeAt, revisions, photos };
  const sealed = await sealRescue(header, bytesOf(photos), here.self.sealing_key);
  const day = madeAt.slice(0, 16).replace(/[T:]/g, "-");
  return new File([sealed], `thucdia-${day}.tdrescue`, { type: "application/octet-stream" });
}
