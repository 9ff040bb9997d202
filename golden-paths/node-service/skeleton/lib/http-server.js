import http from 'node:http';
import net from 'node:net';
import { performance } from 'node:perf_hooks';

import { answer, problem } from './api.js';
import { log } from './log.js';
import { DatabaseUnavailable } from './postgres.js';

const MAX_BODY_BYTES = 64 * 1024;
const DRAIN_LIMIT_MS = 10_000;
const SILENT_LIMIT_MS = 8000; // A connection on which nothing moves is closed; longer than the slowest answer.
const IDLE_LIMIT_MS = 5000; // A kept connection without a request is closed.

/**
 * Serves the API until SIGTERM or SIGINT, then drains: accepts nothing new, finishes what is in flight within 10 s.
 * Resolves when it is done.
 */
export async function serve(config, notes, about) {
  let isDraining = false;
  const server = http.createServer((request, response) => {
    respond(request, response, notes, about, () => isDraining);
  });
  server.keepAliveTimeout = IDLE_LIMIT_MS;
  server.timeout = SILENT_LIMIT_MS;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  log('info', 'listening', { host: config.host, port: config.port, version: about.version });

  await new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log('info', 'draining', { limitSeconds: DRAIN_LIMIT_MS / 1000 });
  isDraining = true;
  const limit = setTimeout(() => {
    log('warn', 'drain limit reached, stopping with requests in flight');
    process.exit(1);
  }, DRAIN_LIMIT_MS);
  // Not server.close(): since Node 19 it also cuts idle connections, on which a request may just be on its way. Each
  // gets its answer with "Connection: close", or ends after IDLE_LIMIT_MS.
  await new Promise((resolve) => net.Server.prototype.close.call(server, resolve));
  clearTimeout(limit);
  server.close(() => {}); // Nothing is open any more; ends the timer of http.Server.
  log('info', 'stopped');
}

async function respond(request, response, notes, about, isDraining) {
  const start = performance.now();
  const [path, search = ''] = request.url.split(/\?(.*)/s, 2);
  const { method } = request;
  const { status, body, allow } = await guardedAnswer(request, path, search, notes, about);
  if (request.destroyed && !request.complete) return; // The client went away.

  const headers = { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' };
  if (allow) headers.Allow = allow;
  if (isDraining() || !request.complete) headers.Connection = 'close';
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text);
  if (path === '/healthz' && status === 200) return; // A probe every second is noise.
  const ms = Math.round((performance.now() - start) * 100) / 100;
  log('info', 'request', { method, path, status, ms, requestId: request.headers['x-request-id'] });
}

async function guardedAnswer(request, path, search, notes, about) {
  try {
    const body = await readBody(request);
    if (body === null) return problem(413, 'Payload too large', 'The body may have up to 64 KiB.');
    return await answer({ method: request.method, path, query: new URLSearchParams(search), body }, notes, about);
  } catch (error) {
    if (error instanceof DatabaseUnavailable) {
      log('error', 'database unavailable', { error: error.message });
      return problem(503, 'Database unavailable', 'Try again in a moment.');
    }
    log('error', 'request failed', { error: error.message });
    return problem(500, 'Internal error', 'The service made a mistake; its log says which.');
  }
}

/** Resolves to the body, or to null as soon as it is too long. */
function readBody(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0;
    request.on('data', (chunk) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
