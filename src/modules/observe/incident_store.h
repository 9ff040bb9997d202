#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "incident.h"

namespace towpath::observe {

/// Which incidents to list. What is empty does not restrict.
struct IncidentFilter {
  std::string component = {}, environment = {};
  std::string state = {};   ///< "open" or "closed".
  std::string origin = {};  ///< What opened it.
  std::string after = {};   ///< Older than this id.
  std::size_t limit = 50;
};

/// Rows of observe_incidents.
class IncidentStore {
 public:
  /// False, and nothing changed, when the place (of its key, where it has one) has an open one.
  bool insert(db::Tx& tx, const Incident& incident) const;
  /// False when it was closed already.
  bool close(db::Tx& tx, const std::string& id, const std::string& resolution, UtcTime now) const;
  std::optional<Incident> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  /// The one that watching the place opened.
  std::optional<Incident> open_of(db::Tx& tx, const std::string& component, const std::string& environment) const;
  std::optional<Incident> open_of_key(db::Tx& tx, const std::string& origin, const std::string& key) const;
  void link(db::Tx& tx, const std::string& id, const std::string& deployment_id) const;
  /// Those that watching on that host opened.
  std::vector<Incident> open_on(db::Tx& tx, const std::string& host_id) const;
  /// Newest first.
  std::vector<Incident> list(db::Tx& tx, const IncidentFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const IncidentFilter& filter, const auth::SqlCondition& visible) const;
};

}  // namespace towpath::observe
