const COLUMNS = `id, text, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`;

/** Notes in PostgreSQL: { id, text, createdAt }. */
export class NoteStore {
  #pool;

  constructor(pool) {
    this.#pool = pool;
  }

  async add(text) {
    const [note] = await this.#query(`INSERT INTO notes (text) VALUES ($1) RETURNING ${COLUMNS}`, [text]);
    return note;
  }

  /** Newest first; `before` 0 starts at the newest. */
  list({ limit, before }) {
    return this.#query(
      `SELECT ${COLUMNS} FROM notes WHERE $1::bigint = 0 OR id < $1::bigint ORDER BY id DESC LIMIT $2::int`,
      [before, limit],
    );
  }

  /** Rejects when the notes cannot be reached. */
  check() {
    return this.#query('SELECT 1');
  }

  #query(sql, parameters) {
    return this.#pool.use((connection) => connection.query(sql, parameters));
  }
}
