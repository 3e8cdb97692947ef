// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { activate, answer, install, type Shell } from "./shell";

const ORIGIN = "http://field.test";

class FakeCache {
  readonly files = new Map<string, string>();
  match = async (path: RequestInfo) => {
    const found = this.files.get(String(path));
    return found === undefined ? undefined : new Response(found);
  };
  put = async (path: string, response: Response) => void this.files.set(path, await response.text());
}

class FakeCaches {
  readonly all = new Map<string, FakeCache>();
  open = async (name: string) => {
    const cache = this.all.get(name) ?? new FakeCache();
    this.all.set(name, cache);
    return cache;
  };
  match = async (path: RequestInfo) => {
    for (const cache of this.all.values()) {
      const found = await cache.match(path);
      if (found) return found;
    }
    return undefined;
  };
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
}

let caches: FakeCaches;
/** What the server has now; an address that it lacks is an error. */
let served: Record<string, string>;
let fetched: string[];
let pages: number;
let claimed: number;

function shell(build: string, chunk: string): Shell {
  return {
    build,
    files: ["/field/index.html", "/field/icon-192.png", "/assets/shared-1.js", chunk],
    caches: caches as unknown as CacheStorage,
    clients: {
      claim: async () => {
        claimed += 1;
      },
      matchAll: async () => Array.from({ length: pages }),
    },
    fetch: async (request) => {
      const path = new URL((request as Request).url).pathname;
      fetched.push(path);
      if (served[path] === undefined) return new Response("no", { status: 404 });
      return new Response(served[path]);
    },
    origin: ORIGIN,
  };
}

const get = (path: string, mode: "navigate" | "cors" = "cors", method = "GET") =>
  ({ url: new URL(path, ORIGIN).href, mode, method }) as Request;

async function text(given: Promise<Response> | undefined): Promise<string | undefined> {
  return (await given)?.text();
}

let old: Shell;
let next: Shell;

beforeEach(async () => {
  caches = new FakeCaches();
  fetched = [];
  pages = 1;
  claimed = 0;
  served = {
    "/field/index.html": "page of 1",
    "/field/icon-192.png": "icon",
    "/assets/shared-1.js": "shared",
    "/assets/app-1.js": "app 1",
  };
  old = shell("one", "/assets/app-1.js");
  next = shell("two", "/assets/app-2.js");
  await install(old);
  await activate(old);
  served = { ...served, "/field/index.html": "page of 2", "/assets/app-2.js": "app 2" };
  delete served["/assets/app-1.js"];
  fetched = [];
});

test("every address of the app is its one page, at once and with no network", async () => {
  served = {};
  for (const path of ["/field/", "/field", "/field/records/1/sections/a", "/field/?enrol=ABCD"])
    expect(await text(answer(old, get(path, "navigate")))).toBe("page of 1");
  expect(await text(answer(old, get("/assets/app-1.js")))).toBe("app 1");
  expect(await text(answer(old, get("/field/icon-192.png")))).toBe("icon");
  expect(fetched).toEqual([]);
});

test("the server's own addresses, other doors and other sites are left to the browser", () => {
  for (const request of [
    get("/api/v1/sync/pull"),
    get("/api/v1/device", "navigate"),
    get("/desk", "navigate"),
    get("/fields", "navigate"),
    get("/field/worker.js"),
    get("/assets/app-1.js", "cors", "POST"),
    get("https://tiles.example.vn/assets/1.png"),
  ])
    expect(answer(old, request)).toBeUndefined();
});

test("a new version fetches what changed, and shows itself only when it takes over", async () => {
  await install(next);
  expect(fetched.sort()).toEqual(["/assets/app-2.js", "/field/icon-192.png", "/field/index.html"]);
  // The page and its chunks are of one build, before and after.
  expect(await text(answer(old, get("/field/", "navigate")))).toBe("page of 1");
  expect(await text(answer(old, get("/assets/app-1.js")))).toBe("app 1");
  expect(await text(answer(next, get("/field/", "navigate")))).toBe("page of 2");
  expect(await text(answer(next, get("/assets/app-2.js")))).toBe("app 2");
  await activate(next);
  expect([...caches.all.keys()]).toEqual(["thucdia-field-two"]);
  expect(claimed).toBe(2);
});

test("a version that does not come whole is not there", async () => {
  delete served["/assets/app-2.js"];
  await expect(install(next)).rejects.toThrow("/assets/app-2.js: 404");
  expect([...caches.all.keys()]).toEqual(["thucdia-field-one"]);
  expect(await text(answer(old, get("/field/", "navigate")))).toBe("page of 1");
});

test("another page that is open may still load the chunks of its build", async () => {
  await caches.open("another-cache");
  pages = 2;
  await install(next);
  await activate(next);
  expect(await text(answer(next, get("/assets/app-1.js")))).toBe("app 1");
  pages = 1;
  await activate(next);
  expect([...caches.all.keys()]).toEqual(["another-cache", "thucdia-field-two"]);
});

test("where the browser emptied the store, the server is asked", async () => {
  caches.all.clear();
  expect(await text(answer(old, get("/field/index.html")))).toBe("page of 2");
  expect(await text(answer(old, get("/assets/app-2.js")))).toBe("app 2");
});
