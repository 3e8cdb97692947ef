// Makes src/api/schema.d.ts from the server's OpenAPI document: npm run types -- openapi.json, where the document is
// what `thucdia openapi` prints. With --check it changes nothing and fails where the file is old.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import openapi, { astToString } from "openapi-typescript";

const OUT = resolve(import.meta.dirname, "../src/api/schema.d.ts");
const check = process.argv.includes("--check");
const document = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "openapi.json";

const isNull = (schema) => schema?.type === "null";

/** The server leaves out what is absent and never writes null, which the document allows beside it. */
function withoutNull(schema) {
  if (Array.isArray(schema)) return schema.map(withoutNull);
  if (schema === null || typeof schema !== "object") return schema;
  const kept = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withoutNull(value)]));
  if (Array.isArray(kept.type)) kept.type = kept.type.filter((type) => type !== "null")[0];
  if (kept.oneOf?.some(isNull)) {
    const { oneOf, ...rest } = kept;
    const others = oneOf.filter((one) => !isNull(one));
    return others.length === 1 ? { ...rest, ...others[0] } : { ...rest, oneOf: others };
  }
  return kept;
}

const { openapi: version, info, components } = JSON.parse(readFileSync(document, "utf8"));
const shapes = {
  openapi: version,
  info,
  paths: {},
  components: { schemas: withoutNull(components.schemas) },
};
const made = await openapi(shapes, { alphabetize: true, emptyObjectsUnknown: true, exportType: true });
const text = astToString(made);
if (!check) writeFileSync(OUT, text);
else if (!existsSync(OUT) || readFileSync(OUT, "utf8") !== text) {
  console.error("src/api/schema.d.ts is not what the server speaks. In server/web, with the document that");
  console.error("`thucdia openapi` prints in openapi.json: npm run types");
  process.exitCode = 1;
}
