/** Background sync, where the browser has it: the worker is woken when there is a network, even with no page open. */

export const TAG = "thucdia-sync";

interface WithSync {
  sync?: { register: (tag: string) => Promise<void> };
}

/** Whether the browser promised to wake the worker. iOS and Firefox have no such thing. */
export async function registerBackground(): Promise<boolean> {
  try {
    const workers = (globalThis.navigator as Navigator | undefined)?.serviceWorker as
      | ServiceWorkerContainer
      | undefined;
    const registration = (await workers?.getRegistration()) as WithSync | undefined;
    if (!registration?.sync) return false;
    await registration.sync.register(TAG);
    return true;
  } catch {
    return false;
  }
}
