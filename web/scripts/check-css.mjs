// Style sheets use tokens and logical properties only (docs/CONVENTIONS.md section 15). Usage: check-css.mjs
import { globSync, readFileSync } from "node:fs";

const rules = [
  [/#[0-9a-f]{3,8}\b(?![^(]*\))|\b(?:rgb|rgba|hsl|oklch)\(/i, "a colour: use var(--color-...)"],
  [/\b(?:margin|padding|border)-(?:left|right|top|bottom)\b/, "a physical property: use the -inline-/-block- one"],
  [/^\s*(?:left|right|top|bottom)\s*:/, "a physical offset: use inset-inline-/inset-block-"],
  [/\btext-align\s*:\s*(?:left|right)\b/, "text-align: use start or end"],
  [/^\s*(?:min-|max-)?(?:width|height)\s*:/, "a physical size: use inline-size/block-size"],
];
// tokens.css defines the colours; theme.css is generated from theme.ts.
const exempt = new Set(["src/shared/ui/tokens.css", "src/app/theme.css"]);

let found = 0;
for (const file of globSync("src/**/*.css")) {
  if (exempt.has(file)) continue;
  readFileSync(file, "utf8")
    .split("\n")
    .forEach((line, index) => {
      for (const [pattern, message] of rules) {
        if (!pattern.test(line)) continue;
        console.error(`${file}:${index + 1}: ${message}: ${line.trim()}`);
        found++;
      }
    });
}
console.log(found === 0 ? "css ok" : `${found} problems`);
process.exit(found === 0 ? 0 : 1);
