/** The service worker: opens the app with no network, and sends what was handed in when no page is open. */
import { TAG } from "../sync/background";
import { runSync, stopSync } from "../sync/engine";
import type { WorkerScope } from "./scope";
import { activate, answer, install, type Shell } from "./shell";
import { sync } from "./sync";

/** Put in by the build. */
declare const __BUILD__: string;
declare const __FILES__: readonly string[];

const scope = globalThis as unknown as WorkerScope;

const shell: Shell = {
  build: __BUILD__,
  files: __FILES__,
  caches,
  clients: scope.clients,
  fetch: (request) => fetch(request),
  origin: scope.location.origin,
};

scope.addEventListener("install", (event) => event.waitUntil(install(shell)));
scope.addEventListener("activate", (event) => event.waitUntil(activate(shell)));
scope.addEventListener("fetch", (event) => {
  const given = answer(shell, event.request);
  if (given) event.respondWith(given);
});
// A new version waits until a person agrees, so that no page changes under the thumb.
scope.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") event.waitUntil(scope.skipWaiting());
});
scope.addEventListener("sync", (event) => {
  if (event.tag === TAG) event.waitUntil(sync(runSync, stopSync));
});
