/** Files in which phones sealed what they could not send. */
import { sendFile } from "./http";
import type { RescueOutcome } from "./types";

/** How each of them begins. */
const MAGIC = "TDRESCU1";

/** Whether a phone made it: so that what somebody chose by mistake is not sent for nothing, as large as it may be. */
export async function isSealed(file: Blob): Promise<boolean> {
  return (await file.slice(0, MAGIC.length).text()) === MAGIC;
}

export const takeIn = (file: Blob, onSent: (bytes: number) => void, signal: AbortSignal) =>
  sendFile<RescueOutcome>("/rescues", file, onSent, signal);
