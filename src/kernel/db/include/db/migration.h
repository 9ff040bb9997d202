#pragma once

#include <string>
#include <vector>

namespace towpath::db {

/// One forward step of the schema. The SQL is the common subset of docs/ARCHITECTURE.md decision 1; kernel/db
/// translates column types (BLOB, BOOL, INTEGER, REAL, TEXT) and adds STRICT on SQLite.
struct Migration {
  std::string name;  ///< "<module>/<NNNN_what>", unique; never edited once released.
  std::string sql;   ///< One or more statements.
};

}  // namespace towpath::db
