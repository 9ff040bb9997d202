// A small PostgreSQL client on the standard library: protocol 3.0, text format, SCRAM-SHA-256 or trust, no TLS.
// https://www.postgresql.org/docs/15/protocol-message-formats.html

import net from 'node:net';

import { Scram } from './scram.js';

const PROTOCOL = 196608; // 3.0
const CONNECT_TIMEOUT_MS = 3000;
const TAKE_TIMEOUT_MS = 2000;
const OID = { bool: 16, int8: 20, int2: 21, int4: 23 };

/** PostgreSQL said no, for example because of a mistake in the SQL; `code` is its SQLSTATE. */
export class DatabaseError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

/** PostgreSQL cannot be reached now; trying again later may help. */
export class DatabaseUnavailable extends Error {}

/** One connection. One query at a time. */
export class Connection {
  #socket;
  #input = Buffer.alloc(0);
  #scram;
  #config;
  #pending; // The query under way: { columns, rows, error, resolve, reject }.
  #isUsable = false;

  /** config: { host, port, name, username, password }; a statement may take 5 s. Rejects with DatabaseUnavailable. */
  static async open(config) {
    const connection = new Connection(config);
    const timer = setTimeout(() => connection.#fail('connecting took too long'), CONNECT_TIMEOUT_MS);
    try {
      await connection.#request(startupMessage(config));
      connection.#isUsable = true;
      return connection;
    } catch (error) {
      connection.close();
      throw new DatabaseUnavailable(error.message);
    } finally {
      clearTimeout(timer);
    }
  }

  constructor(config) {
    this.#config = config;
    this.#socket = net.connect({ host: config.host, port: Number(config.port), noDelay: true, keepAlive: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.on('close', () => this.#fail('the server closed the connection'));
  }

  get isUsable() {
    return this.#isUsable;
  }

  /** Runs one statement with parameters $1, $2, ... and resolves to its rows as objects; throws DatabaseError. */
  query(sql, parameters = []) {
    const values = parameters.map((value) => {
      if (value === null || value === undefined) return int32(-1);
      const bytes = Buffer.from(String(value));
      return Buffer.concat([int32(bytes.length), bytes]);
    });
    return this.#request(
      Buffer.concat([
        message('P', cstring(''), cstring(sql), int16(0)),
        message('B', cstring(''), cstring(''), int16(0), int16(values.length), ...values, int16(0)),
        message('D', cstring('P')),
        message('E', cstring(''), int32(0)),
        message('S'),
      ]),
    );
  }

  /** Runs a text of several statements without parameters; throws DatabaseError. */
  run(sql) {
    return this.#request(message('Q', cstring(sql)));
  }

  close() {
    this.#isUsable = false;
    this.#socket.end(message('X'));
    this.#socket.unref();
  }

  #request(bytes) {
    if (this.#pending) throw new Error('a connection runs one query at a time');
    return new Promise((resolve, reject) => {
      this.#pending = { columns: [], rows: [], resolve, reject };
      if (this.#socket.destroyed) this.#fail('the connection is closed');
      else this.#socket.write(bytes);
    });
  }

  #fail(reason) {
    this.#isUsable = false;
    this.#socket.destroy();
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(new DatabaseUnavailable(pending.error?.message ?? reason));
  }

  /** A message is a type byte, a length that counts itself, and the body. Chunks end anywhere. */
  #read(chunk) {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk]);
    let start = 0;
    while (this.#input.length - start >= 5) {
      const end = start + 1 + this.#input.readInt32BE(start + 1);
      if (this.#input.length < end) break;
      try {
        this.#receive(String.fromCharCode(this.#input[start]), this.#input.subarray(start + 5, end));
      } catch (error) {
        return this.#fail(error.message);
      }
      start = end;
    }
    this.#input = this.#input.subarray(start);
  }

  #receive(type, body) {
    const pending = this.#pending;
    switch (type) {
      case 'R':
        return this.#authenticate(body.readInt32BE(0), body.subarray(4));
      case 'E': {
        const error = databaseError(body);
        // Without a query under way this is a goodbye, for example of a server that shuts down.
        if (pending) pending.error ??= error;
        else this.#fail(error.message);
        return;
      }
      case 'T':
        pending.columns = rowDescription(body);
        return;
      case 'D':
        pending.rows.push(dataRow(body, pending.columns));
        return;
      case 'G':
        this.#socket.write(message('f', cstring('COPY FROM STDIN is not supported')));
        return;
      case 'Z':
        this.#pending = undefined;
        if (pending.error) pending.reject(pending.error);
        else pending.resolve(pending.rows);
        return;
      default: // Notices, parameters, completions: nothing to do.
    }
  }

  #authenticate(method, data) {
    switch (method) {
      case 0: // Done.
        return;
      case 10: {
        if (!data.toString().split('\0').includes('SCRAM-SHA-256')) break;
        this.#scram = new Scram(this.#config.password);
        const first = Buffer.from(this.#scram.first);
        this.#socket.write(message('p', cstring('SCRAM-SHA-256'), int32(first.length), first));
        return;
      }
      case 11:
        this.#socket.write(message('p', Buffer.from(this.#scram.final(data.toString()))));
        return;
      case 12:
        return this.#scram.verify(data.toString());
      default:
    }
    throw new Error(`the server asks for authentication method ${method}; this client knows SCRAM-SHA-256`);
  }
}

/** A few connections shared by all requests, opened when first needed. */
export class Pool {
  #config;
  #free; // How many more connections may be lent.
  #idle = [];
  #waiting = [];

  constructor(config, size) {
    this.#config = config;
    this.#free = size;
  }

  /** Calls work(connection) and resolves to its result; waits for a free one up to 2 s, else DatabaseUnavailable. */
  async use(work) {
    if (this.#free > 0) this.#free -= 1;
    else await this.#place();
    let connection;
    try {
      do connection = this.#idle.pop();
      while (connection && !connection.isUsable);
      connection ??= await Connection.open(this.#config);
      return await work(connection);
    } finally {
      if (connection?.isUsable) this.#idle.push(connection);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  /** Closes the idle connections. */
  close() {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  #place() {
    return new Promise((resolve, reject) => {
      const next = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(next), 1);
        reject(new DatabaseUnavailable(`no free database connection within ${TAKE_TIMEOUT_MS / 1000} s`));
      }, TAKE_TIMEOUT_MS);
      this.#waiting.push(next);
    });
  }
}

function startupMessage(config) {
  const settings = {
    user: config.username,
    database: config.name,
    client_encoding: 'UTF8',
    options: `-c statement_timeout=5000 -c timezone=UTC ${config.options ?? ''}`,
  };
  const pairs = Object.entries(settings).flatMap(([key, value]) => [cstring(key), cstring(value)]);
  const body = Buffer.concat([int32(PROTOCOL), ...pairs, Buffer.alloc(1)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function cstring(text) {
  if (text.includes('\0')) throw new DatabaseError('text for PostgreSQL must not contain NUL', '22021');
  return Buffer.from(`${text}\0`);
}

/** Fields of a code byte and a text each: M is the message, C the SQLSTATE. */
function databaseError(body) {
  const fields = Object.fromEntries(
    body
      .toString()
      .split('\0')
      .filter(Boolean)
      .map((field) => [field[0], field.slice(1)]),
  );
  return new DatabaseError(fields.M, fields.C);
}

function rowDescription(body) {
  const columns = [];
  let at = 2;
  for (let count = body.readInt16BE(0); count > 0; count -= 1) {
    const end = body.indexOf(0, at);
    columns.push({ name: body.toString('utf8', at, end), oid: body.readInt32BE(end + 7) });
    at = end + 19;
  }
  return columns;
}

function dataRow(body, columns) {
  const row = {};
  let at = 2;
  for (const { name, oid } of columns) {
    const length = body.readInt32BE(at);
    at += 4;
    row[name] = length < 0 ? null : fromText(body.toString('utf8', at, at + length), oid);
    at += Math.max(length, 0);
  }
  return row;
}

/** Booleans and safe integers get their JavaScript type, all else stays text. */
function fromText(text, oid) {
  if (oid === OID.bool) return text === 't';
  const isInteger = oid === OID.int2 || oid === OID.int4 || oid === OID.int8;
  return isInteger && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}
