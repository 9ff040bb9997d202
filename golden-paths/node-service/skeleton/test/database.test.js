// Against a real PostgreSQL when DB_* is set; skipped otherwise. Works in a schema of its own, which it drops
// afterwards, so that any database will do.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { readConfig } from '../lib/config.js';
import { migrate } from '../lib/migrate.js';
import { NoteStore } from '../lib/note-store.js';
import { Connection, DatabaseError, DatabaseUnavailable, Pool } from '../lib/postgres.js';

const MIGRATIONS = new URL('../migrations/', import.meta.url);
const skip = process.env.DB_HOST ? false : 'DB_HOST is not set';

async function withConnection(config, work) {
  const connection = await Connection.open(config);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** A test that gets the configuration of an empty schema. */
function databaseTest(name, work) {
  test(name, { skip }, async () => {
    const config = readConfig(process.env).database;
    const schema = `test_${process.pid}`;
    await withConnection(config, (connection) => connection.run(`CREATE SCHEMA ${schema}`));
    try {
      await work({ ...config, options: `-c search_path=${schema}` });
    } finally {
      await withConnection(config, (connection) => connection.run(`DROP SCHEMA ${schema} CASCADE`));
    }
  });
}

/** Calls work with the URL of a directory that holds one migration, and with a function that rewrites it. */
async function withMigration(name, sql, work) {
  const path = await mkdtemp(join(tmpdir(), 'migrations-'));
  try {
    await writeFile(join(path, name), sql);
    await work(pathToFileURL(`${path}/`), (other) => writeFile(join(path, name), other));
  } finally {
    await rm(path, { recursive: true });
  }
}

databaseTest('values of all kinds survive the way to PostgreSQL and back', async (config) => {
  await withConnection(config, async (connection) => {
    const long = '✓'.repeat(200_000); // Longer than one chunk of the socket.
    const [row] = await connection.query(
      `SELECT $1::text AS long, $2::int AS n, $3::text AS none, true AS yes, 9007199254740993 AS big,
              $4::text AS quoted`,
      [long, 42, null, `it's "quoted" $1 \\`],
    );

    assert.deepEqual(row, {
      long,
      n: 42,
      none: null,
      yes: true,
      big: '9007199254740993',
      quoted: `it's "quoted" $1 \\`,
    });
  });
});

databaseTest('a mistake in the SQL is told with its SQLSTATE, and the connection stays usable', async (config) => {
  await withConnection(config, async (connection) => {
    await assert.rejects(connection.query('SELEC 1'), { constructor: DatabaseError, code: '42601' });

    assert.deepEqual(await connection.query('SELECT 1 AS one'), [{ one: 1 }]);
  });
});

databaseTest('a wrong password is refused', async (config) => {
  await assert.rejects(Connection.open({ ...config, password: 'wrong' }), DatabaseUnavailable);
});

databaseTest('migrations are applied once, also when two start together', async (config) => {
  const applied = await Promise.all([migrate(config, MIGRATIONS), migrate(config, MIGRATIONS)]);

  assert.deepEqual(applied.flat(), (await readdir(MIGRATIONS)).sort());
  assert.deepEqual(await migrate(config, MIGRATIONS), []);
});

databaseTest('a migration that was edited after it was applied is refused', async (config) => {
  await withMigration('0001_one.sql', 'CREATE TABLE one (id int)', async (directory, rewrite) => {
    await migrate(config, directory);
    await rewrite('CREATE TABLE one (id bigint)');

    await assert.rejects(migrate(config, directory), /0001_one.sql was edited/);
  });
});

databaseTest('a migration that fails leaves nothing behind', async (config) => {
  await withMigration('0001_half.sql', 'CREATE TABLE half (id int); SELECT 1/0', async (directory) => {
    await assert.rejects(migrate(config, directory), { code: '22012' });
  });

  await withConnection(config, async (connection) => {
    assert.deepEqual(await connection.query(`SELECT to_regclass('half') AS found`), [{ found: null }]);
  });
});

databaseTest('stored notes come back newest first and in pages', async (config) => {
  await migrate(config, MIGRATIONS);
  const pool = new Pool(config, 2);
  const store = new NoteStore(pool);
  await store.add('first');
  const second = await store.add(`it's "quoted" ✓`);
  await store.add('third');

  assert.equal((await store.list({ limit: '1', before: '0' }))[0].text, 'third');
  const older = await store.list({ limit: '5', before: String(second.id + 1) });
  pool.close();
  assert.deepEqual(
    older.map(({ text }) => text),
    [`it's "quoted" ✓`, 'first'],
  );
  assert.match(older[0].createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

databaseTest('requests beyond the size of the pool wait for their turn', async (config) => {
  const pool = new Pool(config, 2);

  const pids = await Promise.all(
    Array.from({ length: 10 }, () => pool.use((connection) => connection.query('SELECT pg_backend_pid() AS pid'))),
  );

  pool.close();
  assert.equal(new Set(pids.map(([{ pid }]) => pid)).size, 2);
});

databaseTest('the pool replaces a connection that the server has closed', async (config) => {
  const pool = new Pool(config, 1);
  const [{ pid }] = await pool.use((connection) => connection.query('SELECT pg_backend_pid() AS pid'));

  await withConnection(config, (connection) => connection.query('SELECT pg_terminate_backend($1::int, 5000)', [pid]));

  assert.deepEqual(await pool.use((connection) => connection.query('SELECT 1 AS one')), [{ one: 1 }]);
  pool.close();
});
