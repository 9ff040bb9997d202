#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "source.h"

namespace towpath::federation {

/// Rows of federation_sources.
class SourceStore {
 public:
  /// False, and nothing changed, when there is one of that name.
  bool insert(db::Tx& tx, const Source& source) const;
  void update(db::Tx& tx, const Source& source) const;
  bool remove(db::Tx& tx, const std::string& id) const;
  void note_received(db::Tx& tx, const std::string& id, UtcTime at) const;
  void note_refused(db::Tx& tx, const std::string& id, UtcTime at, const std::string& because) const;
  std::optional<Source> find(db::Tx& tx, const std::string& name) const;
  /// By name, after the name `after`.
  std::vector<Source> list(db::Tx& tx, const std::string& after, std::size_t limit) const;
  std::int64_t count(db::Tx& tx) const;
};

}  // namespace towpath::federation
