// Answers requests; knows nothing about sockets. Every error is an RFC 9457 problem document.

import { log } from './log.js';

const MAX_CHARACTERS = 1000; // As in migrations/0001_notes.sql.
const PARAMETERS = {
  limit: { largest: 100n, detail: 'must be a number from 1 to 100' },
  before: { largest: 2n ** 63n - 1n, detail: 'must be the id of a note' },
};

/**
 * request: { method, path, query: URLSearchParams, body: Buffer }; about: { service, version }.
 * notes: { add(text), list({ limit, before }), check() }, see NoteStore; tests use one in memory.
 * Resolves to { status, body, allow? }. What `notes` throws passes through, except in /healthz, which makes it a 503.
 */
export async function answer(request, notes, about) {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  switch (request.path) {
    case '/':
      if (method !== 'GET') return notAllowed('GET');
      return { status: 200, body: { ...about, message: `Hello from ${about.service}.` } };
    case '/healthz':
      return method === 'GET' ? health(notes) : notAllowed('GET');
    case '/notes':
      if (method === 'POST') return addNote(request, notes);
      return method === 'GET' ? listNotes(request, notes) : notAllowed('GET, POST');
    default:
      return problem(404, 'Not found', `There is nothing at ${request.path}. See GET /.`);
  }
}

export function problem(status, title, detail, errors) {
  return { status, body: { title, status, detail, errors } };
}

function invalid(title, errors) {
  return problem(422, title, 'See errors for each problem.', errors);
}

function notAllowed(allow) {
  return { ...problem(405, 'Method not allowed', `This resource answers ${allow}.`), allow };
}

async function health(notes) {
  try {
    await notes.check();
    return { status: 200, body: { status: 'ok' } };
  } catch (error) {
    log('warn', 'health check failed', { error: error.message });
    return problem(503, 'Not ready', 'The database does not answer.');
  }
}

async function addNote(request, notes) {
  let body;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.body));
  } catch {
    return problem(400, 'Malformed JSON', 'The body must be a JSON object like {"text": "..."}.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return invalid('Invalid note', [{ pointer: '', detail: 'must be an object' }]);
  }
  const errors = Object.keys(body)
    .filter((key) => key !== 'text')
    .map((key) => ({ pointer: `/${key}`, detail: 'is not a known field; known: text' }));
  const detail = 'text' in body ? wrongWithText(body.text) : 'is required';
  if (detail) errors.push({ pointer: '/text', detail });
  if (errors.length > 0) return invalid('Invalid note', errors);
  return { status: 201, body: await notes.add(body.text) };
}

function wrongWithText(text) {
  if (typeof text !== 'string') return 'must be a string';
  const characters = [...text].length;
  if (characters < 1 || characters > MAX_CHARACTERS) {
    return `must have 1 to ${MAX_CHARACTERS} characters, has ${characters}`;
  }
  if (text.includes('\0')) return 'must not contain the NUL character';
  if (/\p{Surrogate}/u.test(text)) return 'must be valid Unicode';
  return undefined;
}

async function listNotes(request, notes) {
  const page = { limit: '50', before: '0' }; // 0 starts at the newest note.
  const errors = [];
  for (const [name, value] of request.query) {
    if (!Object.hasOwn(PARAMETERS, name)) {
      errors.push({ parameter: name, detail: 'is not a known parameter; known: limit, before' });
    } else if (/^[0-9]{1,19}$/.test(value) && BigInt(value) >= 1n && BigInt(value) <= PARAMETERS[name].largest) {
      page[name] = value;
    } else {
      errors.push({ parameter: name, detail: PARAMETERS[name].detail });
    }
  }
  if (errors.length > 0) return invalid('Invalid query', errors);

  const found = await notes.list(page);
  const isFull = found.length === Number(page.limit);
  return { status: 200, body: { notes: found, nextBefore: isFull ? found[found.length - 1].id : null } };
}
