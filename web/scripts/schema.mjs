// Makes src/shared/api/schema.ts from ../api/openapi.yaml. With --check it only says whether that would change it.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const target = new URL("../src/shared/api/schema.ts", import.meta.url);
const types = await openapiTS(new URL("../../api/openapi.yaml", import.meta.url));
const text = `// Made by "npm run schema" from api/openapi.yaml; not edited by hand.\n\n${astToString(types)}`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("src/shared/api/schema.ts is not what api/openapi.yaml says: run npm run schema and commit the result");
  process.exit(1);
}
