#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "fact_store.h"

namespace towpath::insights {

/// A component of the catalog as adoption sees it.
struct AdoptedComponent {
  std::string name, owner_ref;
  std::optional<UtcTime> registered_at, deployed_at;
  bool is_from_path = false;
};

/// A team's first times.
struct AdoptingTeam {
  std::string owner_ref;
  UtcTime created_at;
  std::optional<UtcTime> catalogued_at, path_at, deployed_at;
  std::vector<std::string> weeks;  ///< Mondays of the weeks in which something was done by hand, oldest first.
};

/// The Monday (UTC) of a time's week: "2026-11-23".
std::string week_of(UtcTime time);

/// Rows of insights_components, insights_teams, insights_team_weeks and insights_changes.
class AdoptionStore {
 public:
  void clear(db::Tx& tx) const;

  void registered(db::Tx& tx, const std::string& component, const std::string& owner, UtcTime at) const;
  void removed(db::Tx& tx, const std::string& component) const;
  void made_by_path(db::Tx& tx, const std::string& component, const std::string& owner) const;
  /// The component, when this was its first production deployment.
  std::optional<AdoptedComponent> deployed(db::Tx& tx, const std::string& component, UtcTime at) const;

  void team_created(db::Tx& tx, const std::string& owner, UtcTime at) const;
  void team_deleted(db::Tx& tx, const std::string& owner) const;
  void team_catalogued(db::Tx& tx, const std::string& owner, UtcTime at) const;
  void team_used_path(db::Tx& tx, const std::string& owner, UtcTime at) const;
  /// When the team was made, when this was its first production deployment.
  std::optional<UtcTime> team_deployed(db::Tx& tx, const std::string& owner, UtcTime at) const;
  /// Owners and the weeks (week_of) in which something was done by hand in what they own.
  void teams_active(db::Tx& tx, const std::set<std::pair<std::string, std::string>>& weeks) const;

  struct Change {
    std::string id, label;
    UtcTime opened_at;
    std::optional<UtcTime> reviewed_at, merged_at;
  };
  void change_opened(db::Tx& tx, const std::string& id, const std::string& label, UtcTime at) const;
  /// True when it was the first review.
  bool change_reviewed(db::Tx& tx, const std::string& id, UtcTime at) const;
  void change_merged(db::Tx& tx, const std::string& id, const std::string& commit, UtcTime at) const;
  std::optional<Change> change(db::Tx& tx, const std::string& id) const;
  /// Changes merged as `commit` that were not in production before and are from now on.
  std::vector<Change> went_live(db::Tx& tx, const std::string& commit, UtcTime at) const;

  std::vector<AdoptedComponent> components(db::Tx& tx, const FactScope& scope) const;
  std::vector<AdoptingTeam> teams(db::Tx& tx, const FactScope& scope) const;
};

}  // namespace towpath::insights
