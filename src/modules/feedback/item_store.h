#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "item.h"

namespace towpath::feedback {

/// Where a page by votes goes on.
struct VoteCursor {
  std::int64_t votes = 0;
  std::string id;
};

/// When an item was sent, and when the platform team first reacted.
struct Reaction {
  UtcTime created_at;
  std::optional<UtcTime> responded_at;
};

/// Rows of feedback_items.
class ItemStore {
 public:
  void insert(db::Tx& tx, const Item& item) const;
  /// Status, answer, roadmap and the times.
  void update(db::Tx& tx, const Item& item) const;
  void set_votes(db::Tx& tx, const std::string& id, std::int64_t votes) const;
  std::optional<Item> find(db::Tx& tx, const std::string& id) const;
  std::vector<Item> of_roadmap(db::Tx& tx, const std::string& roadmap_id) const;
  /// How many items led to each; what nothing led to is absent.
  std::map<std::string, std::int64_t> counts_of_roadmap(db::Tx& tx, const std::vector<std::string>& roadmap_ids) const;
  /// By filter.order; `cursor` only with ItemOrder::votes, where filter.after is ignored.
  std::vector<Item> list(db::Tx& tx, const ItemFilter& filter, const std::optional<VoteCursor>& cursor) const;
  std::int64_t count(db::Tx& tx, const ItemFilter& filter) const;
  /// Of what was sent in [from, to).
  std::vector<Reaction> reactions(db::Tx& tx, UtcTime from, UtcTime to) const;
};

}  // namespace towpath::feedback
