// Fails when what the first page loads, or one lazy part, is larger than the budget (docs/CONVENTIONS.md section 15).
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const budget = { first: 220_000, lazy: 150_000 }; // Bytes of gzip.

// First load: what index.html names (scripts, styles, module preloads) and what those import statically.
const html = readFileSync("dist/index.html", "utf8");
const first = new Set();
const queue = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => `dist/${match[1]}`);
while (queue.length > 0) {
  const file = queue.pop();
  if (first.has(file)) continue;
  first.add(file);
  if (!file.endsWith(".js")) continue;
  for (const match of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g)) {
    queue.push(path.join(path.dirname(file), match[1]));
  }
}

// What is too small to compress is sent as it is.
const gzip = (file) => statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
let total = 0;
let failed = false;
for (const file of [...first].sort((a, b) => gzip(b) - gzip(a))) {
  total += gzip(file);
  console.log(`first ${kb(gzip(file))}  ${file}`);
}
for (const file of globSync("dist/assets/*.{js,css}")) {
  if (first.has(file)) continue;
  const over = gzip(file) > budget.lazy;
  failed ||= over;
  console.log(`lazy  ${kb(gzip(file))}  ${file}${over ? "  over the budget" : ""}`);
}
failed ||= total > budget.first;
console.log(
  `first load ${kb(total).trim()} gzip of ${budget.first / 1000} kB${total > budget.first ? ": over the budget" : ""}`,
);
process.exit(failed ? 1 : 0);
