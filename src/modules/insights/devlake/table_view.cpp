#include "table_view.h"

namespace towpath::insights::devlake {

Result<TableView> TableView::open(const Tables& tables, const std::string& name,
                                  std::initializer_list<std::string_view> columns) {
  const auto found = tables.find(name);
  if (found == tables.end())
    return invalid_input("insights.missing_column", fmt::format("The table {} is missing.", name))
        .with_hint(fmt::format("Export it as {}.csv.", name));
  for (const std::string_view column : columns)
    if (!found->second.column(column))
      return invalid_input("insights.missing_column", fmt::format("The table {} has no column {}.", name, column));
  return TableView(found->second);
}

const std::string& TableView::at(std::size_t row, std::string_view column) const {
  static const std::string null;
  const auto index = table_->column(column);
  return index ? table_->rows[row][*index] : null;
}

Result<std::set<std::pair<std::string, std::string>>> mapped(const Tables& tables, std::string_view project) {
  TRY(const TableView mapping, TableView::open(tables, "project_mapping", {"project_name", "table", "row_id"}));
  std::set<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < mapping.size(); ++i)
    if (mapping.at(i, "project_name") == project) out.emplace(mapping.at(i, "table"), mapping.at(i, "row_id"));
  return out;
}

std::optional<std::int64_t> minutes_between(std::optional<UtcTime> from, std::optional<UtcTime> to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return std::chrono::ceil<std::chrono::minutes>(*to - *from).count();
}

}  // namespace towpath::insights::devlake
