import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

import { Connection } from './postgres.js';

/**
 * Applies the files NNNN_what.sql of `directory` (a URL ending in /) that the database does not have yet, in order,
 * each in its own transaction, and resolves to their names. Safe to run twice and from two places at once: an advisory
 * lock lets one in. Throws when an applied file was edited afterwards.
 */
export async function migrate(config, directory) {
  const connection = await Connection.open(config);
  try {
    // Wait for another migration up to a minute. Afterwards wait for table locks only briefly: everything that queues
    // up behind a waiting ALTER TABLE is traffic of the version that still serves.
    await connection.run(`SET statement_timeout = 0; SET lock_timeout = '60s'`);
    await connection.run(`SELECT pg_advisory_lock(hashtext('schema_migrations'))`); // Released with the connection.
    await connection.run(`SET lock_timeout = '5s'`);
    await connection.run(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const rows = await connection.query('SELECT name, sha256 FROM schema_migrations');
    const known = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
    const files = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
    const applied = [];
    for (const name of files) {
      const sql = await readFile(new URL(name, directory), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      if (known.has(name)) {
        if (known.get(name) === sha256) continue;
        throw new Error(`${name} was edited after it was applied; add a new migration instead`);
      }
      await connection.run('BEGIN');
      await connection.run(sql);
      await connection.query('INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
      await connection.run('COMMIT');
      applied.push(name);
    }
    return applied;
  } finally {
    connection.close();
  }
}
