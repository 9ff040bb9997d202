#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/db.h"
#include "scorecard.h"

namespace towpath::scorecards {

/// A result, or a level, that became another one.
struct Change {
  std::string id;  ///< ULID: newer ones sort later.
  std::string entity_ref, scorecard;
  std::string check;     ///< "" for a change of the level.
  std::string from, to;  ///< Outcomes, or levels ("" for none).
  std::string reason;
  UtcTime at;
};

/// Rows of scorecards_history.
class HistoryStore {
 public:
  void insert(db::Tx& tx, const std::vector<Change>& changes) const;
  /// Newest first; `after` is an id, `scorecard` may be "".
  std::vector<Change> list(db::Tx& tx, const std::string& ref, const std::string& scorecard, const std::string& after,
                           std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const std::string& ref, const std::string& scorecard) const;
  void remove_entity(db::Tx& tx, const std::string& ref) const;

  // Of all entities, by age.
  std::uint64_t count_kept(db::Tx& tx) const;
  std::uint64_t count_before(db::Tx& tx, UtcTime before) const;
  /// The oldest, at most `limit`; how many went.
  std::uint64_t remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const;
};

}  // namespace towpath::scorecards
