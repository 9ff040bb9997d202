// Writes the rows of expected.tsv that ajv decides: node ajv.mjs score-v1b1.json, beside `npm install ajv js-yaml`.
// The schema is the official one (score-spec/spec, tag 0.4.1). Rows of files that it accepts, but the rules beyond it do
// not (rule_*.yaml), are written by hand and kept.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');
const Ajv = require('ajv/dist/2020.js').default;
const yaml = require('js-yaml');

const here = new URL('.', import.meta.url).pathname;
const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(process.argv[2], 'utf8')));

// `files` and `volumes` are a list or a map: ajv also reports, at the whole, that the value is not the other of the two.
function pointers(errors) {
  const all = [...new Set(errors.map((error) => error.instancePath))];
  const isOtherForm = (pointer) => /^\/containers\/[^/]+\/(files|volumes)$/.test(pointer) && all.some((other) => other.startsWith(pointer + '/'));
  return all.filter((pointer) => !isOtherForm(pointer)).sort();
}

const expected = here + 'expected.tsv';
const kept = readFileSync(expected, 'utf8').split('\n').filter((row) => row.startsWith('rule_'));
const rows = ['file\tverdict\tpointers\tby'];
for (const file of readdirSync(here).filter((name) => name.endsWith('.yaml')).sort()) {
  const document = yaml.loadAll(readFileSync(here + file, 'utf8'), { schema: yaml.CORE_SCHEMA })[0] ?? null;
  const isValid = validate(document);
  if (file.startsWith('rule_')) {
    if (!isValid) throw new Error(`${file} does not fit the schema`);
    continue;
  }
  rows.push([file, isValid ? 'valid' : 'invalid', isValid ? '' : pointers(validate.errors).map((pointer) => pointer || '""').join(' '), 'ajv'].join('\t'));
}
writeFileSync(expected, [...rows, ...kept].join('\n') + '\n');
