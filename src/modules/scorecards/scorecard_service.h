#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "definitions.h"
#include "heat_map.h"
#include "history_store.h"
#include "keeper.h"
#include "module/module.h"

namespace towpath::scorecards {

struct ScorecardSummary {
  Scorecard scorecard;
  std::int64_t entities = 0;                   ///< That the reader may see.
  std::map<std::string, std::int64_t> levels;  ///< How many of them have each; "" for none.
};

struct EntityStanding {
  Scorecard scorecard;
  Standing standing;
  std::vector<CheckResult> results;
};

struct EntityStandings {
  Subject subject;
  std::vector<EntityStanding> standings;  ///< By name of the scorecard.
};

struct ChangePage {
  std::vector<Change> items;
  std::string next;
  std::int64_t total = 0;
};

/// What a scorecard that is not in force would say.
struct Trial {
  struct Example {
    std::string ref, reason;
    Outcome outcome = Outcome::fail;
  };
  Scorecard scorecard;
  std::int64_t entities = 0;
  std::map<std::string, std::int64_t> levels;
  std::map<std::string, Counts> totals;                  ///< By check.
  std::map<std::string, std::vector<Example>> examples;  ///< By check: the first that do not pass.
};

/// How long one request may compute. Expressions are anybody's; each has a limit of its own, and many of them add up.
struct Budget {
  std::chrono::milliseconds trial{10'000};
};

struct HeatMapQuery {
  std::string scorecard;
  std::optional<std::string> team = {};  ///< A group; "" for what belongs to no team; nothing for all.
  std::string after = {};
  std::size_t limit = 100;  ///< 1..1000.
};

/// How things stand, for people. Who may read an entity (scorecard.read) sees its results; counts are over those.
/// Thread-safe, blocking. Errors of all that name a scorecard: scorecards.not_found.
class ScorecardService {
 public:
  ScorecardService(const Kernel& kernel, catalog::Catalog& catalog, Definitions& definitions, Keeper& keeper,
                   Budget budget = {})
      : kernel_(kernel), catalog_(catalog), definitions_(definitions), keeper_(keeper), budget_(budget) {}

  Result<std::vector<ScorecardSummary>> list(const auth::Principal& principal);
  Result<ScorecardSummary> get(const auth::Principal& principal, const std::string& name);
  Result<HeatMap> by_entity(const auth::Principal& principal, const HeatMapQuery& query);
  Result<HeatMap> by_team(const auth::Principal& principal, const std::string& name);
  /// Errors: scorecards.entity_not_found (also when the principal may not see it).
  Result<EntityStandings> standings(const auth::Principal& principal, const std::string& ref);
  Result<ChangePage> changes(const auth::Principal& principal, const std::string& ref, const std::string& scorecard,
                             const std::string& after, std::size_t limit);
  /// Evaluates the scorecards of a text over what the principal may see; nothing is kept. Errors: those of
  /// read_scorecards(); scorecards.trial_too_slow, after Budget::trial.
  Result<std::vector<Trial>> try_out(const auth::Principal& principal, const std::string& text,
                                     const std::string& file_name);
  /// `expires_at` of the result is not later than the check's maximal age allows. Errors: scorecards.not_external,
  /// scorecards.check_not_found, scorecards.invalid_result, scorecards.entity_not_found, auth.forbidden.
  Result<CheckResult> push(const auth::Principal& principal, PushedResult result);

 private:
  auth::SqlCondition visible(const auth::Principal& principal) const;
  /// Errors: scorecards.entity_not_found.
  Result<Subject> visible_subject(const auth::Principal& principal, const std::string& ref) const;
  /// Errors: scorecards.trial_too_slow.
  Status try_page(const std::vector<catalog::Entity>& page, std::vector<Trial>& trials,
                  const std::vector<Scorecard>& scorecards, std::chrono::steady_clock::time_point deadline) const;

  const Kernel& kernel_;
  catalog::Catalog& catalog_;
  Definitions& definitions_;
  Keeper& keeper_;
  const Budget budget_;
  SubjectStore subjects_;
  ResultStore results_;
  HistoryStore history_;
};

}  // namespace towpath::scorecards
