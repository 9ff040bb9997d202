#pragma once

#include <string>
#include <vector>

namespace towpath::db {

/// One forward step of the schema, in the common subset of docs/ARCHITECTURE.md decision 1. kernel/db translates it:
///   INTEGER -> BIGINT, REAL -> DOUBLE PRECISION, TEXT -> TEXT COLLATE "C", BLOB -> BYTEA, BOOL -> BOOLEAN (on SQLite
///   INTEGER); other types are refused;
///   a column `n INTEGER PRIMARY KEY` numbers itself when no value is given (never relied upon for order);
///   SQLite tables become STRICT; `WITHOUT ROWID` after the closing parenthesis (a table narrow and read by its primary
///   key) is kept on SQLite and dropped on PostgreSQL;
///   a statement after a line `-- only: sqlite` or `-- only: postgres` is for that engine.
/// Write TRUE and FALSE for BOOL values.
struct Migration {
  std::string name;  ///< "<module>/<NNNN_what>", unique; never edited once released.
  std::string sql;   ///< One or more statements.
};

}  // namespace towpath::db
