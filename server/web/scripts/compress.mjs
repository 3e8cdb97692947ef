// Beside each asset its smallest form, made once here and not at each request: brotli at its best is a fifth smaller than
// what a server has the time for, and a first page on a slow network waits for every byte. Run by: npm run build
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const FOLDER = "dist/assets";
/** Smaller ones fit one packet as they are. */
const WORTH_IT = 1024;

for (const name of readdirSync(FOLDER)) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const bytes = readFileSync(`${FOLDER}/${name}`);
  if (bytes.length >= WORTH_IT) writeFileSync(`${FOLDER}/${name}.br`, brotliCompressSync(bytes));
}
