#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/views.h"
#include "db/db.h"

namespace towpath::catalog {

/// Rows of catalog_views.
class ViewStore {
 public:
  std::vector<SavedView> list(db::Tx& tx, const std::string& owner) const;
  bool has(db::Tx& tx, const std::string& owner, const std::string& name) const;
  std::int64_t count(db::Tx& tx, const std::string& owner) const;
  void put(db::Tx& tx, const std::string& owner, const SavedView& view) const;
  /// False when there was none.
  bool remove(db::Tx& tx, const std::string& owner, const std::string& name) const;
};

}  // namespace towpath::catalog
