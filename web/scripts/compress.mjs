// Puts <file>.br and <file>.gz beside each text asset in dist, at the strongest level: done once per build, sent often.
// The server embeds them, so that it neither compresses at run time nor needs Node to be built.
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

let raw = 0;
let compressed = 0;
// The page comes last: build.sh takes its compressed form as the sign that all is done.
const page = path.normalize("dist/index.html");
const files = globSync("dist/**/*.{html,js,css,svg,json,txt}").sort((a, b) => Number(a === page) - Number(b === page));
for (const file of files) {
  if (!statSync(file).isFile()) continue;
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  if (brotli.length < bytes.length) writeFileSync(`${file}.br`, brotli);
  if (gzip.length < bytes.length) writeFileSync(`${file}.gz`, gzip);
  raw += bytes.length;
  compressed += brotli.length;
}
console.log(`compressed ${(raw / 1000).toFixed(0)} kB to ${(compressed / 1000).toFixed(0)} kB (brotli)`);
