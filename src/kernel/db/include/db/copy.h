#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::db {

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
};

/// Copies every row of a SQLite database into a PostgreSQL database, in one transaction: all or nothing. Both must have
/// the same migrations, and the target no row of its own. Tables come in an order that foreign keys allow; numbers that
/// columns give by themselves go on after the highest. Counts are compared before the commit. `on_table` is called as
/// tables are done (more than once for each when the transaction has to be repeated). Blocking: some minutes per GB.
/// Errors: db.copy_unsupported (the engines are others), db.copy_not_empty (names a table that has rows),
/// db.copy_mismatch (a table of the source is missing in the target, or counts differ).
Result<std::vector<CopiedTable>> copy_all(Db& source, Db& target,
                                          const std::function<void(const CopiedTable&)>& on_table = {});

}  // namespace towpath::db
