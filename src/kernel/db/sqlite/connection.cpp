#include "sqlite/connection.h"

#include <cerrno>
#include <mutex>

#include "database_failure.h"

namespace towpath::db {
namespace {

/// Statements kept prepared per connection. Lists compile their filters into the text, so the number of texts is
/// bounded only by the filters in use.
constexpr std::size_t kept_statements = 512;

/// The shared memory beside the database tells want of space as an input/output error with the system's own number.
bool is_disk_full(sqlite3* handle) {
  return (sqlite3_errcode(handle) & 0xff) == SQLITE_IOERR && sqlite3_system_errno(handle) == ENOSPC;
}

DatabaseError::Reason reason_of(sqlite3* handle) {
  if (is_disk_full(handle)) return DatabaseError::Reason::disk_full;
  switch (sqlite3_errcode(handle) & 0xff) {
    case SQLITE_CONSTRAINT:
      return DatabaseError::Reason::constraint;
    case SQLITE_FULL:
      return DatabaseError::Reason::disk_full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DatabaseError::Reason::conflict;
    default:
      return DatabaseError::Reason::other;
  }
}

[[noreturn]] void fail_open(sqlite3* handle) {
  throw_failure(reason_of(handle), std::string("sqlite: ") + sqlite3_errmsg(handle));
}

/// Ends the statement's execution, so that the next one can start and no read snapshot stays open.
class Execution {
 public:
  explicit Execution(sqlite3_stmt* statement) : statement_(statement) {}
  ~Execution() { sqlite3_reset(statement_); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

 private:
  sqlite3_stmt* statement_;
};

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return Value(static_cast<std::int64_t>(sqlite3_column_int64(statement, column)));
    case SQLITE_FLOAT:
      return Value(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return Value(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return Value(Blob{size == 0 ? std::string() : std::string(bytes, size)});
    }
    default:
      return Value(nullptr);
  }
}

/// Binds one parameter without copying: the Params outlive the execution.
struct Binder {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, index, v); }
  int operator()(double v) const { return sqlite3_bind_double(statement, index, v); }
  int operator()(bool v) const { return sqlite3_bind_int(statement, index, v ? 1 : 0); }
  int operator()(const std::string& v) const {
    return sqlite3_bind_text64(statement, index, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(const Blob& v) const {
    // A null pointer would bind NULL.
    return sqlite3_bind_blob64(statement, index, v.bytes.empty() ? "" : v.bytes.data(), v.bytes.size(), SQLITE_STATIC);
  }
};

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Mode mode, Durability durability) {
  // Memory accounting takes one lock in every allocation of every connection, and nothing reads it.
  static const int no_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(no_statistics);

  const int access = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* opened = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(opened);
  if (result != SQLITE_OK) fail_open(opened);

  sqlite3_busy_timeout(opened, 5'000);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  // A commit writes and sums up every page it touched, and small ones touch some twenty: with pages of 8192 that was
  // half of the time a run takes to start. A database keeps the size it was made with.
  const char* settings =
      "PRAGMA page_size = 4096; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
      "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST;";
  // The server checkpoints by itself (SqliteCheckpointer), so that no commit pays for it.
  const char* for_writer =
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384;"
      "PRAGMA journal_size_limit = 67108864;";
  const char* for_reader = "PRAGMA cache_size = -4096; PRAGMA query_only = ON;";
  const char* sync = durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
  for (const char* batch : {settings, mode == Mode::read_write ? for_writer : for_reader, sync})
    if (sqlite3_exec(opened, batch, nullptr, nullptr, nullptr) != SQLITE_OK) fail_open(opened);
}

void SqliteConnection::fail(std::string_view sql) const {
  throw_failure(reason_of(handle_.get()),
                std::string("sqlite: ") + sqlite3_errmsg(handle_.get()) + " in: " + std::string(sql));
}

sqlite3_stmt* SqliteConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                         &tail) != SQLITE_OK)
    fail(sql);
  std::unique_ptr<sqlite3_stmt, Finalize> owned(statement);
  if (!statement) throw std::logic_error("an empty SQL statement");
  if (std::string_view(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail)).find_first_not_of(" \t\r\n;") !=
      std::string_view::npos)
    throw std::logic_error("more than one SQL statement in one call: " + std::string(sql));
  if (statements_.size() >= kept_statements) statements_.clear();
  return statements_.emplace(sql, std::move(owned)).first->second.get();
}

void SqliteConnection::bind(sqlite3_stmt* statement, const Params& params) {
  if (refuse_writes_ && !sqlite3_stmt_readonly(statement))
    throw std::logic_error("a statement that writes in a read: " + std::string(sqlite3_sql(statement)));
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(params.size()))
    throw std::logic_error("wrong number of parameters for: " + std::string(sqlite3_sql(statement)));
  for (std::size_t i = 0; i < params.size(); ++i)
    if (std::visit(Binder{statement, static_cast<int>(i) + 1}, params[i].variant()) != SQLITE_OK)
      fail(sqlite3_sql(statement));
}

std::vector<Row> SqliteConnection::query(std::string_view sql, const Params& params) {
  sqlite3_stmt* statement = prepared(sql);
  bind(statement, params);
  const Execution execution(statement);
  std::vector<Row> rows;
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    const int count = sqlite3_column_count(statement);
    std::vector<Value> columns;
    columns.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) columns.push_back(column_value(statement, i));
    rows.emplace_back(std::move(columns));
  }
  if (result != SQLITE_DONE) fail(sql);
  return rows;
}

std::int64_t SqliteConnection::exec(std::string_view sql, const Params& params) {
  sqlite3_stmt* statement = prepared(sql);
  bind(statement, params);
  const Execution execution(statement);
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
  }
  if (result != SQLITE_DONE) fail(sql);
  return sqlite3_changes64(handle_.get());
}

}  // namespace towpath::db
