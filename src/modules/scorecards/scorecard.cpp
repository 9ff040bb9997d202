#include "scorecard.h"

#include <algorithm>

namespace towpath::scorecards {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::unknown:
      return "unknown";
    case Outcome::waived:
      return "waived";
  }
  return "";
}

std::optional<Outcome> outcome_from(std::string_view word) {
  for (const Outcome outcome : {Outcome::pass, Outcome::fail, Outcome::unknown, Outcome::waived})
    if (to_string(outcome) == word) return outcome;
  return std::nullopt;
}

std::string team_of(const std::string& owner_ref) { return owner_ref.starts_with("group:") ? owner_ref : ""; }

Standing standing_of(const Scorecard& scorecard, const std::vector<CheckResult>& results) {
  const auto counts = [&](const Check& check) {
    const auto found =
        std::find_if(results.begin(), results.end(), [&](const CheckResult& r) { return r.check == check.id; });
    return found != results.end() && (found->outcome == Outcome::pass || found->outcome == Outcome::waived);
  };
  Standing out;
  std::int64_t reached = 0, whole = 0;
  for (const Check& check : scorecard.checks) {
    whole += check.weight;
    if (counts(check)) reached += check.weight;
  }
  out.score = whole == 0 ? 0 : reached * 100 / whole;
  for (const std::string& level : scorecard.levels) {
    for (const Check& check : scorecard.checks)
      if (check.level == level && !counts(check)) return out;
    out.level = level;
    ++out.rank;
  }
  return out;
}

}  // namespace towpath::scorecards
