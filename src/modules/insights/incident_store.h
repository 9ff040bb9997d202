#pragma once

#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "insights/dora.h"

namespace towpath::insights {

/// An incident with its identity and what authorisation needs.
struct IncidentRow {
  std::string id, environment, owner_ref, project_id, env_type;
  Incident incident;
  bool is_linked = false;  ///< Who reported it, or somebody later, said which deployment it is due to.
};

enum class Link { by_rule, by_hand };

/// Rows of insights_incidents.
class IncidentStore {
 public:
  /// A second row of the same id changes nothing.
  void insert(db::Tx& tx, const IncidentRow& row) const;
  /// Makes it due to a deployment, or to none.
  void charge(db::Tx& tx, const std::string& id, const std::string& deployment, Link link) const;
  /// Of a place, opened in [from, to], that nobody linked.
  std::vector<IncidentRow> unlinked(db::Tx& tx, const std::string& component, const std::string& environment,
                                    UtcTime from, UtcTime to) const;
  void close(db::Tx& tx, const std::string& id, UtcTime closed_at) const;
  void clear(db::Tx& tx) const;
  /// Opened in [from, to), oldest first; of one component, of one owner where they are not "".
  std::vector<Incident> list(db::Tx& tx, const std::string& component, const std::string& owner, UtcTime from,
                             UtcTime to, const auth::SqlCondition& visible) const;
};

}  // namespace towpath::insights
