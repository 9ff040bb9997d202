#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/db.h"

namespace towpath::db {

/// One SQLite connection with its prepared statements. Used by one thread at a time. Failures throw DatabaseError.
class SqliteConnection {
 public:
  enum class Mode { read_write, read_only };

  SqliteConnection(const std::string& path, Mode mode, Durability durability);

  std::vector<Row> query(std::string_view sql, const Params& params);
  /// Number of rows changed.
  std::int64_t exec(std::string_view sql, const Params& params);
  /// A statement without parameters and result, kept prepared.
  void run(std::string_view sql) { exec(sql, {}); }

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  sqlite3* handle() const { return handle_.get(); }

  /// While set, a statement that writes throws std::logic_error.
  void refuse_writes(bool refuse) { refuse_writes_ = refuse; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  sqlite3_stmt* prepared(std::string_view sql);
  void bind(sqlite3_stmt* statement, const Params& params);
  [[noreturn]] void fail(std::string_view sql) const;

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, TextHash, std::equal_to<>> statements_;
  bool refuse_writes_ = false;
};

}  // namespace towpath::db
