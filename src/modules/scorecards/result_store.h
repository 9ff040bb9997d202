#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "heat_map.h"
#include "scorecard.h"

namespace towpath::scorecards {

/// Rows of scorecards_results, scorecards_standings and scorecards_definitions: how things stand.
class ResultStore {
 public:
  /// The results of an entity on every scorecard, by scorecard.
  std::map<std::string, std::vector<CheckResult>> results(db::Tx& tx, const std::string& ref) const;
  std::map<std::string, Standing> standings(db::Tx& tx, const std::string& ref) const;
  /// The same of entities from `first` to `last`: outcomes only, by entity, scorecard and check.
  using Outcomes = std::map<std::string, std::map<std::string, std::map<std::string, Outcome>>>;
  Outcomes outcomes_between(db::Tx& tx, const std::string& first, const std::string& last) const;

  struct Changed {
    std::string scorecard, entity_ref;
    CheckResult result;
  };
  /// Inserts or replaces.
  void put(db::Tx& tx, const std::vector<Changed>& results) const;
  struct ChangedStanding {
    std::string scorecard, entity_ref;
    Standing standing;
  };
  void put(db::Tx& tx, const std::vector<ChangedStanding>& standings) const;
  void remove_check(db::Tx& tx, const std::string& scorecard, const std::string& ref, const std::string& check) const;
  void remove(db::Tx& tx, const std::string& scorecard, const std::string& ref) const;
  void remove_entity(db::Tx& tx, const std::string& ref) const;
  void remove_scorecard(db::Tx& tx, const std::string& scorecard) const;

  /// Digest by scorecard.
  std::map<std::string, std::string> definitions(db::Tx& tx) const;
  void put_definition(db::Tx& tx, const std::string& scorecard, const std::string& digest) const;

  // What somebody may see of one scorecard. Conditions are over the columns of scorecards_subjects, named s.
  struct Scope {
    std::string scorecard;
    std::optional<std::string> team;  ///< "" for what belongs to no team.
    auth::SqlCondition visible;
  };
  /// How many entities have each level.
  std::map<std::string, std::int64_t> levels(db::Tx& tx, const Scope& scope) const;
  std::vector<HeatRow> entities(db::Tx& tx, const Scope& scope, const std::string& after, std::size_t limit) const;
  /// The outcome of each check for entities from `first` to `last`.
  std::map<std::string, std::map<std::string, Outcome>> cells(db::Tx& tx, const std::string& scorecard,
                                                              const std::string& first, const std::string& last) const;
  /// How many entities have each outcome, by check.
  std::map<std::string, Counts> totals(db::Tx& tx, const Scope& scope) const;
  /// The same by team, with how many entities a team has.
  std::vector<TeamRow> teams(db::Tx& tx, const Scope& scope) const;
};

}  // namespace towpath::scorecards
