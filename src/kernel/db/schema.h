#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

namespace towpath::db {

/// The statements of a migration for `engine`, translated as db/migration.h says. Throws std::logic_error for SQL
/// outside the subset: that is a bug in the migration.
std::vector<std::string> translate_migration(std::string_view sql, Engine engine);

/// Runs one closure in a write transaction.
using RunInTransaction = std::function<void(const std::function<void(Tx&)>&)>;

/// The part of Db::migrate that both engines share; the caller holds the lock.
Status apply_migrations(const std::vector<Migration>& migrations, Engine engine,
                        const RunInTransaction& in_transaction);

}  // namespace towpath::db
