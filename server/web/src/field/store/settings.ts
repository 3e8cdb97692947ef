/** The person's choices, and small notes about the clock and the next try to sync. */
import type { Settings } from "../model";
import { read, write } from "./db";
import type { ClockNote, SyncNote } from "./shape";

const DEFAULTS: Settings = { photosOnWifi: false };

export function settings(): Promise<Settings> {
  return read(["meta"], async (tx) => ({
    ...DEFAULTS,
    ...((await tx.objectStore("meta").get("settings")) as Settings),
  }));
}

export async function changeSettings(part: Partial<Settings>): Promise<void> {
  await write(["meta"], ["settings"], async (tx) => {
    const now = (await tx.objectStore("meta").get("settings")) as Settings | undefined;
    await tx.objectStore("meta").put({ ...DEFAULTS, ...now, ...part }, "settings");
  });
}

/** How far this phone's clock is off, as of the last word from the server. */
export function clock(): Promise<ClockNote | undefined> {
  return read(["meta"], async (tx) => (await tx.objectStore("meta").get("clock")) as ClockNote | undefined);
}

export function syncNote(): Promise<SyncNote> {
  return read(
    ["meta"],
    async (tx) => ((await tx.objectStore("meta").get("sync")) as SyncNote | undefined) ?? { failures: 0 },
  );
}

export async function keepSyncNote(note: SyncNote): Promise<void> {
  await write(["meta"], [], async (tx) => {
    // A run that outlives a wipe leaves nothing behind.
    if (await tx.objectStore("meta").getKey("enrolment")) await tx.objectStore("meta").put(note, "sync");
  });
}
