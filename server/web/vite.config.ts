import { resolve } from "node:path";
import type { Connect, Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { OLDEST } from "./scripts/browsers.mjs";

const root = import.meta.dirname;

/** A door's addresses have no files: whatever is under it is its one page, as it is in the served binary. */
const toDoor: Connect.NextHandleFunction = (request, _response, next) => {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const door = /^\/(desk|field)(\/|$)/.exec(path)?.[1];
  if (door && !/\.\w+$/.test(path)) request.url = `/${door}/index.html`;
  next();
};

const doors: Plugin = {
  name: "doors",
  configureServer: (server) => void server.middlewares.use(toDoor),
};

export default defineConfig({
  base: "/",
  appType: "mpa",
  resolve: { alias: { "~": resolve(root, "src") } },
  plugins: [doors],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    // The policy forbids inline scripts, and every browser above knows modulepreload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What each door is made of: read by the worker's build and by scripts/size.mjs.
    manifest: true,
    rollupOptions: {
      input: { desk: resolve(root, "desk/index.html"), field: resolve(root, "field/index.html") },
    },
  },
  server: {
    port: 5199,
    proxy: { "/api": process.env.THUCDIA ?? "http://127.0.0.1:8080" },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"] },
});
