import { resolve } from "node:path";
import type { Connect, Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

// Old office PCs stop at Chrome 109 (the last for Windows 7 and 8), so syntax and CSS are lowered to it.
const OLDEST = ["chrome109", "firefox115", "safari16"];

/** What the binary sends with the page; a preview holds the build to it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'; object-src 'none'";

/** The desk's addresses have no files: whatever is under /desk is the one page, as it is in the served binary. */
const toDoor: Connect.NextHandleFunction = (request, _response, next) => {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (/^\/desk(\/|$)/.test(path) && !/\.\w+$/.test(path)) request.url = "/desk/index.html";
  next();
};

const doors: Plugin = {
  name: "doors",
  configureServer: (server) => void server.middlewares.use(toDoor),
  configurePreviewServer: (server) => void server.middlewares.use(toDoor),
};

// Only `npm run mock` has it.
const mocks = process.env.MOCK ? [(await import("./mock/plugin")).mock()] : [];

export default defineConfig({
  base: "/",
  appType: "mpa",
  resolve: { alias: { "~": resolve(root, "src") } },
  plugins: [doors, ...mocks],
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
    proxy: process.env.MOCK ? {} : { "/api": process.env.THUCDIA ?? "http://127.0.0.1:8099" },
  },
  preview: { port: 5198, headers: { "content-security-policy": POLICY } },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"] },
});
