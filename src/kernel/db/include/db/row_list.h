#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

namespace towpath::db {

/// A statement with a list of rows in it, as in "... id IN (?, ?)" or "... FROM (VALUES (?, ?), (?, ?)) AS given ...",
/// so that one call does what else would take one for each row. Texts exist for 1, 2, 4, ... rows, so that few are
/// prepared; a list in between is filled up with its last row, so the statement must be one that a repeated row does
/// not change. For inserting there is insert_rows(). Immutable; keep it for as long as the database is used.
class RowList {
 public:
  static constexpr std::size_t most_rows = 1'024;

  /// The statement is `before`, then `row` as often as needed with commas between, then `after`.
  RowList(std::string_view before, std::string_view row, std::string_view after);

  /// Appends `rows` (the parameters of row after row, at least one and at most most_rows) to `params` and answers the
  /// text for them.
  std::string_view bind(const Params& rows, Params& params) const;

 private:
  std::size_t width_;  ///< Parameters of a row.
  std::vector<std::string> texts_;
};

/// Inserts `rows`, whose columns `insert` names: "INSERT INTO t (a, b) VALUES" and nothing behind it. The quickest way
/// to write many rows.
void insert_rows(Tx& tx, std::string_view insert, const std::vector<Params>& rows);

}  // namespace towpath::db
