#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scorecard.h"
#include "scorecards/ports.h"
#include "script/cel.h"

namespace towpath::scorecards {

/// Everything that is known about one entity at a moment.
struct Input {
  Subject subject;
  std::vector<std::pair<std::string, std::string>> relations;          ///< Type and target.
  std::map<std::string, Fact> facts;                                   ///< By source.
  std::map<std::pair<std::string, std::string>, PushedResult> pushed;  ///< By scorecard and check.
  std::map<std::pair<std::string, std::string>, UtcTime> waived;       ///< By scorecard and check: until when.
};

/// What one scorecard says about an entity.
struct Verdict {
  const Scorecard* scorecard = nullptr;
  std::vector<CheckResult> results;  ///< One for each check, in the order of the scorecard; `since` is the moment.
};

struct Evaluation {
  std::vector<Verdict> verdicts;  ///< Of the scorecards that cover the entity.
  /// When something can be different although nothing happens: the moment, to a minute, at which a check that depends
  /// on time flips, or a pushed result grows old; at most a day ahead. Nothing when time changes nothing.
  std::optional<UtcTime> next_look;
};

/// Evaluates checks. Pure but for the time that CEL may take. Thread-safe.
class Evaluator {
 public:
  explicit Evaluator(const script::Cel& cel) : cel_(cel) {}

  /// The scorecards outlive the answer.
  Evaluation evaluate(const std::vector<Scorecard>& scorecards, const Input& input, UtcTime now) const;

 private:
  Evaluation without_waivers(const std::vector<Scorecard>& scorecards, const Input& input, UtcTime now) const;

  const script::Cel& cel_;
};

/// Whether the lists of a filter fit; `when` is CEL's.
bool fits(const Filter& filter, const Subject& subject);

/// The variables of an expression (check_variables).
boost::json::object variables_of(const Input& input, UtcTime now);

}  // namespace towpath::scorecards
