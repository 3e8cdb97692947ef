// What a door is made of, from the manifest that the build leaves.
import { readdirSync, readFileSync } from "node:fs";

/** What the first page needs, and what its pages may load later; both with the page itself first. */
export function filesOf(door, dist = "dist") {
  const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
  const entry = `${door}/index.html`;
  const walk = (dynamic) => {
    const seen = new Set();
    const files = new Set([`/${entry}`]);
    const visit = (name) => {
      const chunk = manifest[name];
      if (!chunk || seen.has(name)) return;
      seen.add(name);
      for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])])
        if (!file.endsWith(".html")) files.add(`/${file}`);
      for (const next of [...(chunk.imports ?? []), ...(dynamic ? (chunk.dynamicImports ?? []) : [])])
        visit(next);
    };
    if (!manifest[entry]) throw new Error(`the build has no ${entry}`);
    visit(entry);
    return [...files];
  };
  return { first: walk(false), all: walk(true) };
}

/** What lies beside the door's page as it is: its manifest and icons. */
export function besides(door, dist = "dist") {
  return readdirSync(`${dist}/${door}`)
    .filter((name) => /\.(webmanifest|png)$/.test(name))
    .map((name) => `/${door}/${name}`);
}
