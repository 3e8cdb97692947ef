// What the first page of each door costs, compressed, and what the field app keeps for the days without a network. Fails
// above the bounds that the project set: npm run size
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { besides, filesOf } from "./door.mjs";

const BOUND_KB = { desk: 300, field: 250 };

const size = (file) => gzipSync(readFileSync(`dist${file}`)).length / 1000;
const line = (kb, what) => console.log(`${kb.toFixed(1).padStart(7)} kB  ${what}`);
const sum = (files) => files.reduce((total, file) => total + size(file), 0);

for (const [door, bound] of Object.entries(BOUND_KB)) {
  const { first, all } = filesOf(door);
  for (const file of first) line(size(file), file);
  line(sum(first), `first load of /${door}, of ${bound} at most`);
  if (sum(first) > bound) process.exitCode = 1;
  if (door !== "field") continue;
  line(size("/field/worker.js"), "/field/worker.js");
  line(sum([...all, ...besides(door)]), `all of /${door} that works with no network`);
}
