#include "db/db.h"

#include "log/log.h"

#include "closure_scope.h"
#include "postgres/postgres_db.h"
#include "sqlite/sqlite_db.h"

namespace towpath::db {
namespace {

thread_local const Db* active = nullptr;

}  // namespace

ClosureScope::ClosureScope(const Db* db) : outer_(active) { active = db; }
ClosureScope::~ClosureScope() { active = outer_; }
void ClosureScope::refuse_nesting(const Db* db) {
  if (active == db) throw std::logic_error("a database call inside a closure of the same database");
}

std::optional<Row> Tx::query_one(std::string_view sql, const Params& params) {
  auto rows = query(sql, params);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Result<std::unique_ptr<Db>> Db::open(const OpenOptions& options) {
  if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://")) return open_postgres(options);
  return open_sqlite(options);
}

Error Db::write_failed(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {  // boundary: the end of an asynchronous write
    log::error("database write failed", {{"error", e.what()}});
    return failed("db.write_failed", "The database could not do the write; the server's log says why.");
  }
}

}  // namespace towpath::db
