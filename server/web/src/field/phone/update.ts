/** The installed app's own updates: the worker keeps the new version beside the old one until it is told to take over. */
import { useEffect, useState } from "preact/hooks";

const WORKER = "/field/worker.js";
/** How long after loading: by then the first page stands, on a slow phone too. */
const REGISTER_AFTER_MS = 2_000;
/** A phone that stays open for days still asks. */
const ASK_EVERY_MS = 60 * 60 * 1000;

let registration: ServiceWorkerRegistration | undefined;
let agreed = false;
const readers = new Set<() => void>();

function told(): void {
  for (const reader of readers) reader();
}

function watch(found: ServiceWorkerRegistration): void {
  registration = found;
  found.addEventListener("updatefound", () => {
    const coming = found.installing;
    coming?.addEventListener("statechange", told);
  });
  setInterval(() => void found.update().catch(() => undefined), ASK_EVERY_MS);
  told();
}

/**
 * Registers the worker, when the first page stands: what the worker fetches for the days without a network must not hold
 * up what somebody waits for now. Without a worker the app still works as long as there is a network.
 */
export function startWorker(): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !import.meta.env.PROD) return;
  workers.addEventListener("controllerchange", () => {
    // Another tab may have agreed: this one goes on undisturbed.
    if (agreed) location.reload();
  });
  const register = () => void workers.register(WORKER, { scope: "/field/" }).then(watch, () => undefined);
  const soon = () => setTimeout(register, REGISTER_AFTER_MS);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}

export interface Update {
  waiting: boolean;
  apply: () => void;
}

function waitingWorker(): ServiceWorker | undefined {
  // The very first worker waits for nobody.
  return navigator.serviceWorker?.controller ? (registration?.waiting ?? undefined) : undefined;
}

export function useUpdate(): Update {
  const [waiting, setWaiting] = useState(waitingWorker() !== undefined);
  useEffect(() => {
    const reader = () => setWaiting(waitingWorker() !== undefined);
    readers.add(reader);
    reader();
    return () => {
      readers.delete(reader);
    };
  }, []);
  return {
    waiting,
    apply: () => {
      agreed = true;
      waitingWorker()?.postMessage("skip-waiting");
    },
  };
}

/** The version that runs: the name of the page's script holds a hash of everything that it loads. */
export function appVersion(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return /-([\w-]{6,})\.js$/.exec(script?.src ?? "")?.[1] ?? "dev";
}

/** Asks for a new version now; true where one is there. */
export async function askForUpdate(): Promise<boolean> {
  await registration?.update();
  told();
  return Boolean(registration?.installing ?? waitingWorker());
}
