#include "db/row_list.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace towpath::db {
namespace {

/// Rows of one INSERT on PostgreSQL; those that are left go in statements of 64, 32, ... rows, so that few texts are
/// prepared.
constexpr std::size_t rows_in_statement = 128;

}  // namespace

RowList::RowList(std::string_view before, std::string_view row, std::string_view after)
    : width_(static_cast<std::size_t>(std::count(row.begin(), row.end(), '?'))) {
  for (std::size_t count = 1; count <= most_rows; count *= 2) {
    std::string text(before);
    for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? "" : ", ").append(row);
    texts_.push_back(text.append(after));
  }
}

std::string_view RowList::bind(const Params& rows, Params& params) const {
  const std::size_t count = rows.size() / width_;
  if (count == 0 || count > most_rows || rows.size() % width_ != 0)
    throw std::logic_error("a list of " + std::to_string(rows.size()) + " parameters for rows of " +
                           std::to_string(width_));
  const std::size_t filled = std::bit_ceil(count);
  params.reserve(params.size() + filled * width_);
  params.insert(params.end(), rows.begin(), rows.end());
  const auto last = rows.end() - static_cast<std::ptrdiff_t>(width_);
  for (std::size_t i = count; i < filled; ++i) params.insert(params.end(), last, rows.end());
  return texts_[static_cast<std::size_t>(std::countr_zero(filled))];
}

void insert_rows(Tx& tx, std::string_view insert, const std::vector<Params>& rows) {
  if (rows.empty()) return;
  std::string one = " (?";
  for (std::size_t i = 1; i < rows.front().size(); ++i) one += ", ?";
  one += ")";
  if (tx.dialect().engine() == Engine::sqlite) {
    // No round trip to save, and one prepared statement serves any number.
    tx.exec_each(std::string(insert) + one, rows);
    return;
  }
  for (std::size_t at = 0, size = rows_in_statement; at < rows.size();) {
    while (size > rows.size() - at) size /= 2;
    std::string text = std::string(insert) + one;
    Params params = rows[at];
    for (std::size_t i = at + 1; i < at + size; ++i) {
      text.append(",").append(one);
      params.insert(params.end(), rows[i].begin(), rows[i].end());
    }
    tx.exec(text, params);
    at += size;
  }
}

}  // namespace towpath::db
