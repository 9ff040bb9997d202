#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "delivery/delivery.h"

namespace towpath::delivery {

/// Rows of delivery_releases.
class ReleaseStore {
 public:
  std::int64_t next_number(db::Tx& tx, const std::string& component) const;
  /// False when the same content is there already.
  bool insert(db::Tx& tx, const Release& release) const;
  std::optional<Release> find(db::Tx& tx, const std::string& id) const;
  std::optional<Release> latest(db::Tx& tx, const std::string& component) const;
  std::vector<Release> list(db::Tx& tx, const std::string& component, std::size_t limit) const;
};

}  // namespace towpath::delivery
