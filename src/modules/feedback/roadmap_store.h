#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "roadmap_item.h"

namespace towpath::feedback {

/// Rows of feedback_roadmap.
class RoadmapStore {
 public:
  void insert(db::Tx& tx, const RoadmapItem& item) const;
  /// All but the votes.
  void update(db::Tx& tx, const RoadmapItem& item) const;
  void set_votes(db::Tx& tx, const std::string& id, std::int64_t votes) const;
  std::optional<RoadmapItem> find(db::Tx& tx, const std::string& id) const;
  /// Newest first; "" restricts nothing.
  std::vector<RoadmapItem> list(db::Tx& tx, const std::string& stage, const std::string& after,
                                std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const std::string& stage) const;
  std::int64_t count_shipped_after(db::Tx& tx, UtcTime time) const;
  std::optional<UtcTime> last_shipped_at(db::Tx& tx) const;
};

}  // namespace towpath::feedback
