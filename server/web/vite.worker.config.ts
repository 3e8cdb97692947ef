import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { OLDEST } from "./scripts/browsers.mjs";
import { besides, filesOf } from "./scripts/door.mjs";

const root = import.meta.dirname;
const dist = resolve(root, "dist");

/** The field app's service worker: one classic script with a fixed name, which knows what the build before it made. */
export default defineConfig(() => {
  const files = [...filesOf("field", dist).all, ...besides("field", dist)].sort();
  const build = createHash("sha256");
  for (const file of files) build.update(file).update(readFileSync(dist + file));
  return {
    resolve: {
      alias: [
        // No screen, so no words: the dictionary is larger than the worker.
        { find: /^~\/i18n$/, replacement: resolve(root, "src/field/worker/no-words.ts") },
        { find: "~", replacement: resolve(root, "src") },
      ],
    },
    define: {
      __FILES__: JSON.stringify(files),
      __BUILD__: JSON.stringify(build.digest("hex").slice(0, 16)),
    },
    publicDir: false as const,
    build: {
      target: OLDEST,
      outDir: dist,
      emptyOutDir: false,
      modulePreload: false as const,
      rollupOptions: {
        input: resolve(root, "src/field/worker/worker.ts"),
        output: {
          format: "iife" as const,
          entryFileNames: "field/worker.js",
          codeSplitting: false,
        },
      },
    },
  };
});
