#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/delivery.h"

namespace towpath::delivery {

/// Rows of delivery_resources.
class ResourceStore {
 public:
  void put(db::Tx& tx, const Resource& resource) const;
  /// What a look at it found; only of one that is active.
  void set_observed(db::Tx& tx, const std::string& gu_id, const std::string& drift, UtcTime at) const;
  void remove(db::Tx& tx, const std::string& gu_id) const;
  std::optional<Resource> find(db::Tx& tx, const std::string& gu_id) const;
  /// "" for any component or environment.
  std::vector<Resource> list(db::Tx& tx, const std::string& component, const std::string& environment,
                             const auth::SqlCondition& visible) const;
  /// The versions of definitions that made what is there: "postgres@1", each once.
  std::vector<std::string> made_with(db::Tx& tx) const;
  /// By component and id.
  std::vector<Resource> of_environment(db::Tx& tx, const std::string& project, const std::string& environment,
                                       const auth::SqlCondition& visible) const;
  /// Those that a version of this definition made, whichever.
  std::vector<Resource> made_by(db::Tx& tx, const std::string& definition_id,
                                const auth::SqlCondition& visible = {"1 = 1", {}}) const;
  /// How many each version of a definition made: "postgres@1" to a count.
  std::map<std::string, std::int64_t> count_by_version(db::Tx& tx, const std::string& definition_id) const;
  /// Those whose time is over.
  std::vector<Resource> due(db::Tx& tx, UtcTime now) const;
  std::optional<UtcTime> next_due(db::Tx& tx) const;
};

}  // namespace towpath::delivery
