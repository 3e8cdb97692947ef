import { resolve } from "node:path";
import type { Connect, Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

// Old office PCs stop at Chrome 109 (the last for Windows 7 and 8), so syntax and CSS are lowered to it.
const OLDEST = ["chrome109", "firefox115", "safari16"];

/** The desk's addresses have no files: whatever is under /desk is the one page, as it is in the served binary. */
const toDoor: Connect.NextHandleFunction = (request, _response, next) => {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (/^\/desk(\/|$)/.test(path) && !/\.\w+$/.test(path)) request.url = "/desk/index.html";
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
    rollupOptions: { input: { desk: resolve(root, "desk/index.html") } },
  },
  server: {
    port: 5199,
    proxy: { "/api": process.env.THUCDIA ?? "http://127.0.0.1:8080" },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"] },
});
