import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { answer } from '../lib/api.js';

class NotesInMemory {
  notes = [];
  isDown = false;

  async add(text) {
    this.notes.push({ id: this.notes.length + 1, text, createdAt: '2026-01-01T00:00:00.000Z' });
    return this.notes.at(-1);
  }

  async list({ limit, before }) {
    const older = this.notes.filter(({ id }) => Number(before) === 0 || id < Number(before));
    return older.reverse().slice(0, Number(limit));
  }

  async check() {
    if (this.isDown) throw new Error('down');
  }
}

let notes;
beforeEach(() => {
  notes = new NotesInMemory();
});

function send(method, path, { body = '', query = {} } = {}) {
  const request = { method, path, query: new URLSearchParams(query), body: Buffer.from(body) };
  return answer(request, notes, { service: 'demo', version: '1.2.3' });
}

const post = (note) => send('POST', '/notes', { body: JSON.stringify(note) });

test('the greeting names service and version', async () => {
  const { status, body } = await send('GET', '/');

  assert.equal(status, 200);
  assert.equal(body.service, 'demo');
  assert.equal(body.version, '1.2.3');
});

test('a new note is answered with 201 and its id, and is listed first', async () => {
  await post({ text: 'first' });

  const { status, body } = await post({ text: 'second' });

  assert.equal(status, 201);
  assert.equal(body.id, 2);
  assert.equal((await send('GET', '/notes')).body.notes[0].text, 'second');
});

test('a body that is not JSON is answered with 400', async () => {
  for (const body of ['', '{', 'text=hello', Buffer.from('{"text": "\xff"}', 'latin1')]) {
    assert.equal((await send('POST', '/notes', { body })).status, 400, body);
  }
});

test('an invalid note is answered with 422 and a pointer to each problem', async () => {
  const cases = [
    [[], '', 'must be an object'],
    [null, '', 'must be an object'],
    [{}, '/text', 'is required'],
    [{ text: 5 }, '/text', 'must be a string'],
    [{ text: '' }, '/text', 'must have 1 to 1000 characters, has 0'],
    [{ text: 'x'.repeat(1001) }, '/text', 'must have 1 to 1000 characters, has 1001'],
    [{ text: 'a\0b' }, '/text', 'must not contain the NUL character'],
    [{ text: '\ud800' }, '/text', 'must be valid Unicode'],
    [{ text: 'a', author: 'me' }, '/author', 'is not a known field; known: text'],
  ];
  for (const [note, pointer, detail] of cases) {
    const { status, body } = await post(note);
    assert.equal(status, 422);
    assert.deepEqual(body.errors, [{ pointer, detail }]);
  }
});

test('length counts characters, not bytes', async () => {
  assert.equal((await post({ text: '😀'.repeat(1000) })).status, 201);
});

test('the list is read in pages', async () => {
  for (const text of 'abc') await notes.add(text);

  const first = (await send('GET', '/notes', { query: { limit: '2' } })).body;
  const second = (await send('GET', '/notes', { query: { limit: '2', before: '2' } })).body;

  assert.equal(first.notes.length, 2);
  assert.equal(first.nextBefore, 2);
  assert.equal(second.notes[0].text, 'a');
  assert.equal(second.nextBefore, null);
});

test('a wrong query is answered with 422 and the name of the parameter', async () => {
  const cases = [
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'ten'],
    ['limit', ''],
    ['before', '-1'],
    ['page', '2'],
  ];
  for (const [name, value] of cases) {
    const { status, body } = await send('GET', '/notes', { query: { [name]: value } });
    assert.equal(status, 422, `${name}=${value}`);
    assert.equal(body.errors[0].parameter, name);
  }
});

test('health is 503 while the notes cannot be reached', async () => {
  assert.equal((await send('GET', '/healthz')).status, 200);

  notes.isDown = true;

  assert.equal((await send('GET', '/healthz')).status, 503);
});

test('an unknown path is 404, a wrong method 405 with the allowed ones', async () => {
  assert.equal((await send('GET', '/nothing')).status, 404);
  const { status, allow } = await send('DELETE', '/notes');
  assert.equal(status, 405);
  assert.equal(allow, 'GET, POST');
});
