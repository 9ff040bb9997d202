// ./npm run e2e -- <journey> ...: runs e2e/<journey>.e2e.mjs, one after the other.
import { existsSync } from "node:fs";
import path from "node:path";

const names = process.argv.slice(2);
if (names.length === 0) {
  console.error("say which: ./npm run e2e -- portal");
  process.exitCode = 2;
}
for (const name of names) {
  const file = path.join(import.meta.dirname, `${name}.e2e.mjs`);
  if (existsSync(file)) {
    await import(file);
  } else {
    console.error(`there is no ${file}`);
    process.exitCode = 2;
  }
}
