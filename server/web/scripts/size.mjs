// What the first page of the desk costs, compressed. Fails above the bound that the project set: npm run size
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BOUND_KB = 300;
const html = readFileSync("dist/desk/index.html", "utf8");
const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => found[1]);
let total = gzipSync(html).length;
for (const file of files) {
  const size = gzipSync(readFileSync(`dist${file}`)).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  first load`);
process.exitCode = total / 1000 > BOUND_KB ? 1 : 0;
