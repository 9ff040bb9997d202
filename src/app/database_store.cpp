#include "database_store.h"

namespace towpath::app {

DatabaseFacts database_facts(db::Db& db) {
  const bool is_sqlite = db.dialect().engine() == db::Engine::sqlite;
  return db
      .read([&](db::Tx& tx) -> Result<DatabaseFacts> {
        const auto rows =
            tx.query(is_sqlite ? "SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count()) * "
                                 "(SELECT page_size FROM pragma_page_size())"
                               : "SELECT current_setting('server_version'), "
                                 "pg_database_size(current_database())");
        return DatabaseFacts{is_sqlite ? "sqlite" : "postgres", rows.at(0).text(0), rows.at(0).integer(1)};
      })
      .value();
}

}  // namespace towpath::app
