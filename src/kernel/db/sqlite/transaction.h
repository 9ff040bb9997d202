#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hints.h"
#include "sqlite/connection.h"

namespace towpath::db {

/// A closure's view of a connection. Hints gather here until the commit.
class SqliteTx final : public Tx {
 public:
  explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}

  std::vector<Row> query(std::string_view sql, const Params& params) override { return connection_.query(sql, params); }
  std::int64_t exec(std::string_view sql, const Params& params) override { return connection_.exec(sql, params); }
  std::vector<std::int64_t> exec_each(std::string_view sql, const std::vector<Params>& rows) override {
    std::vector<std::int64_t> changed;
    for (const Params& params : rows) changed.push_back(connection_.exec(sql, params));
    return changed;
  }
  const Dialect& dialect() const override { return dialect_; }
  void notify(std::string_view channel, std::string_view payload) override {
    hints_.push_back({std::string(channel), std::string(payload)});
  }

  std::vector<Hint>& hints() { return hints_; }

 private:
  SqliteConnection& connection_;
  std::vector<Hint> hints_;
  const Dialect dialect_{Engine::sqlite};
};

}  // namespace towpath::db
