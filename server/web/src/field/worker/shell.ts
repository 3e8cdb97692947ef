/**
 * The app's own files, kept so that it opens with no network. A generation is one build: its page and its chunks are kept
 * together and given out together. Work and photos are not here; those are the store's.
 */
import type { Clients } from "./scope";

const PREFIX = "thucdia-field-";
export const DOOR = "/field/index.html";

export interface Shell {
  /** The build's name. */
  build: string;
  /** Every address that the app can load. */
  files: readonly string[];
  caches: CacheStorage;
  clients: Clients;
  fetch: (request: RequestInfo) => Promise<Response>;
  origin: string;
}

const generation = ({ build }: Shell) => PREFIX + build;

/** Names under /assets/ carry a hash of their content, so that one of another build is the same file. */
const isHashed = (path: string) => path.startsWith("/assets/");

/** Fetches the new generation beside the old one; it is whole, or it is not there. What did not change is not fetched. */
export async function install(shell: Shell): Promise<void> {
  const cache = await shell.caches.open(generation(shell));
  try {
    await Promise.all(
      shell.files.map(async (path) => {
        const known = isHashed(path) ? await shell.caches.match(path) : undefined;
        const found = known ?? (await shell.fetch(new Request(shell.origin + path, { cache: "no-cache" })));
        if (!found.ok || found.redirected) throw new Error(`${path}: ${found.status}`);
        await cache.put(path, found);
      }),
    );
  } catch (thrown) {
    await shell.caches.delete(generation(shell));
    throw thrown;
  }
}

/** Takes over. Older generations go, unless a page that was opened with one may still load a chunk of it. */
export async function activate(shell: Shell): Promise<void> {
  await shell.clients.claim();
  const pages = await shell.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 1) return;
  for (const name of await shell.caches.keys())
    if (name.startsWith(PREFIX) && name !== generation(shell)) await shell.caches.delete(name);
}

/** What this worker answers itself: the app's own files, never anything under /api. The rest goes to the server. */
export function answer(shell: Shell, request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (origin !== shell.origin || request.method !== "GET") return undefined;
  if (request.mode === "navigate") return /^\/field(\/|$)/.test(pathname) ? page(shell, request) : undefined;
  return shell.files.includes(pathname) || isHashed(pathname) ? file(shell, request, pathname) : undefined;
}

/** Every address of the app is its one page. */
async function page(shell: Shell, request: Request): Promise<Response> {
  const cache = await shell.caches.open(generation(shell));
  return (await cache.match(DOOR)) ?? shell.fetch(request);
}

async function file(shell: Shell, request: Request, path: string): Promise<Response> {
  const cache = await shell.caches.open(generation(shell));
  const older = () => (isHashed(path) ? shell.caches.match(path) : undefined);
  return (await cache.match(path)) ?? (await older()) ?? shell.fetch(request);
}
