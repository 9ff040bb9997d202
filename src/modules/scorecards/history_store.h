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
};

}  // namespace towpath::scorecards
