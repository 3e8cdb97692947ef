/** This phone's enrolment, and leaving for good. */
import type { DeviceSelf, Enrolment } from "../model";
import { destroy, read, write } from "./db";
import { tell } from "./observe";

export function enrolment(): Promise<Enrolment | undefined> {
  return read(
    ["meta"],
    async (tx) => (await tx.objectStore("meta").get("enrolment")) as Enrolment | undefined,
  );
}

export async function keepEnrolment(kept: Enrolment): Promise<void> {
  await write(["meta"], ["enrolment"], (tx) => tx.objectStore("meta").put(kept, "enrolment"));
}

/** Changes the enrolment of `device`; nothing where the phone was wiped or enrolled anew meanwhile. */
async function change(device: string, make: (now: Enrolment) => Enrolment): Promise<void> {
  await write(["meta"], ["enrolment"], async (tx) => {
    const now = (await tx.objectStore("meta").get("enrolment")) as Enrolment | undefined;
    if (now?.device === device) await tx.objectStore("meta").put(make(now), "enrolment");
  });
}

/** Keeps what the server says of this phone. */
export function noteSelf(self: DeviceSelf): Promise<void> {
  return change(self.device, (now) => ({ ...now, self }));
}

/** The server takes this phone's work aside from now on, and gives it nothing more. */
export function noteRevoked(device: string, at: number): Promise<void> {
  return change(device, (now) => ({ ...now, revokedAt: now.revokedAt ?? at }));
}

/** Deletes the whole database: keys, plan, drafts, photos, and what was not sent. */
export async function wipe(): Promise<void> {
  await destroy();
  tell(["enrolment", "plan", "drafts", "outbox", "settings"]);
}
