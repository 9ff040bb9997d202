#pragma once

#include <fmt/core.h>

#include <map>
#include <set>

#include "insights/devlake.h"

namespace towpath::insights::devlake {

/// One table with the columns a rule needs, found once.
class TableView {
 public:
  /// Errors: insights.missing_column (also for a table that is not there).
  static Result<TableView> open(const Tables& tables, const std::string& name,
                                std::initializer_list<std::string_view> columns);

  std::size_t size() const { return table_->rows.size(); }
  /// Precondition: the column was asked for in open(), or may be absent, which is "".
  const std::string& at(std::size_t row, std::string_view column) const;
  std::optional<UtcTime> time_at(std::size_t row, std::string_view column) const {
    return parse_instant(at(row, column));
  }

 private:
  explicit TableView(const Table& table) : table_(&table) {}

  const Table* table_;
};

/// The rows of other tables that belong to a project: (table, row id).
Result<std::set<std::pair<std::string, std::string>>> mapped(const Tables& tables, std::string_view project);

/// Minutes from one instant to another, begun ones counted; nothing for a span that runs backwards.
std::optional<std::int64_t> minutes_between(std::optional<UtcTime> from, std::optional<UtcTime> to);

}  // namespace towpath::insights::devlake
