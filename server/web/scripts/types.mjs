// Makes src/api/schema.d.ts from the server's OpenAPI document: npm run types [-- document]
// With --check it changes nothing and fails where the file is old.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const OUT = "src/api/schema.d.ts";
const check = process.argv.includes("--check");
const document = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "openapi.json";

const text = astToString(await openapi(JSON.parse(readFileSync(document, "utf8")), { alphabetize: true }));
if (!check) writeFileSync(OUT, text);
else if (!existsSync(OUT) || readFileSync(OUT, "utf8") !== text) {
  console.error(`${OUT} is older than ${document}: run npm run types`);
  process.exitCode = 1;
}
