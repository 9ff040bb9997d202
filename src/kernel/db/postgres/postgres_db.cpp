#include "postgres/postgres_db.h"

namespace towpath::db {

Result<std::unique_ptr<Db>> open_postgres(const OpenOptions&) {
  return unavailable("db.unsupported", "This build does not support PostgreSQL yet.").with_hint("Use a SQLite file path.");
}

}  // namespace towpath::db
