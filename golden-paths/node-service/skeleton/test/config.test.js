import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readConfig } from '../lib/config.js';

const COMPLETE = {
  DB_HOST: '127.0.0.1',
  DB_PORT: '5432',
  DB_NAME: 'notes',
  DB_USERNAME: 'me',
  DB_PASSWORD: 'secret',
};

test('the service listens on loopback port 8080 unless told otherwise', () => {
  const { host, port } = readConfig(COMPLETE);

  assert.deepEqual({ host, port }, { host: '127.0.0.1', port: 8080 });
});

test('PORT chooses the port', () => {
  assert.equal(readConfig({ ...COMPLETE, PORT: '9000' }).port, 9000);
});

test('all problems of the configuration are told at once', () => {
  assert.throws(() => readConfig({ PORT: 'http', DB_HOST: 'db', DB_PORT: '5432', DB_NAME: 'notes' }), {
    message:
      "configuration: PORT is 'http', expected a number from 1 to 65535; " +
      'DB_USERNAME is not set; DB_PASSWORD is not set',
  });
});
