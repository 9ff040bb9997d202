#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hints.h"
#include "postgres/connection.h"

namespace towpath::db {

/// A closure's view of a connection. Hints gather here until the commit.
class PgTx final : public Tx {
 public:
  explicit PgTx(PgConnection& connection) : connection_(connection) {}

  std::vector<Row> query(std::string_view sql, const Params& params) override { return connection_.query(sql, params); }
  std::int64_t exec(std::string_view sql, const Params& params) override { return connection_.exec(sql, params); }
  std::vector<std::int64_t> exec_each(std::string_view sql, const std::vector<Params>& rows) override {
    return connection_.exec_each(sql, rows);
  }
  const Dialect& dialect() const override { return dialect_; }
  void notify(std::string_view channel, std::string_view payload) override {
    hints_.push_back({std::string(channel), std::string(payload)});
  }

  std::vector<Hint>& hints() { return hints_; }

 private:
  PgConnection& connection_;
  std::vector<Hint> hints_;
  const Dialect dialect_{Engine::postgres};
};

/// One transaction, begun with its first statement, rolled back at the end unless committed.
class PgTransaction {
 public:
  PgTransaction(PgConnection& connection, std::string_view begin) : connection_(connection) {
    connection_.defer(begin);
  }
  ~PgTransaction();
  PgTransaction(const PgTransaction&) = delete;
  PgTransaction& operator=(const PgTransaction&) = delete;

  void commit();

 private:
  PgConnection& connection_;
  bool open_ = true;
};

}  // namespace towpath::db
