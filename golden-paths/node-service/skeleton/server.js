// `node server.js` serves; `node server.js migrate` brings the database up to date and ends.

import { readFile } from 'node:fs/promises';

import { ConfigError, readConfig } from './lib/config.js';
import { serve } from './lib/http-server.js';
import { log } from './lib/log.js';
import { migrate } from './lib/migrate.js';
import { NoteStore } from './lib/note-store.js';
import { Pool } from './lib/postgres.js';

const SERVICE = '${{ values.name }}';
const DATABASE_CONNECTIONS = 8;

/** The pipeline writes version.txt into the bundle; a checkout has none. */
async function readVersion() {
  try {
    return (await readFile(new URL('version.txt', import.meta.url), 'utf8')).trim();
  } catch {
    return 'dev';
  }
}

async function main(command) {
  const config = readConfig(process.env);
  if (command === 'migrate') {
    for (const name of await migrate(config.database, new URL('migrations/', import.meta.url))) {
      log('info', 'migration applied', { name });
    }
    log('info', 'database is up to date');
    return;
  }
  const pool = new Pool(config.database, DATABASE_CONNECTIONS);
  await serve(config, new NoteStore(pool), { service: SERVICE, version: await readVersion() });
  pool.close();
}

const [command = 'serve', ...rest] = process.argv.slice(2);
if (rest.length > 0 || !['serve', 'migrate'].includes(command)) {
  process.stderr.write('usage: node server.js [serve|migrate]\n');
  process.exitCode = 2;
} else {
  try {
    await main(command);
  } catch (error) {
    const isConfig = error instanceof ConfigError;
    log('error', isConfig ? 'cannot start' : 'failed', { command, error: error.message });
    process.exitCode = isConfig ? 2 : 1;
  }
}
