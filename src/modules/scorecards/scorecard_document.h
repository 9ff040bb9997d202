#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "scorecard.h"
#include "script/cel.h"

namespace towpath::scorecards {

/// The names an expression of a check may use.
inline constexpr std::string_view check_variables[] = {"entity", "relations", "facts", "now"};

/// What the catalog asks before it takes a Scorecard: expressions that do not parse or read what there is none of,
/// levels that there are not, checks that are there twice.
class ScorecardCheck final : public catalog::KindCheck {
 public:
  explicit ScorecardCheck(const script::Cel& cel) : cel_(cel) {}
  std::vector<FieldError> problems(const std::string& document) const override;

 private:
  const script::Cel& cel_;
};

/// A descriptor of the kind Scorecard, which the catalog has checked.
/// Errors: scorecards.invalid_definition: an expression that does not parse, or that reads what there is none of.
Result<Scorecard> scorecard_from(const boost::json::value& descriptor, const script::Cel& cel);

/// Every Scorecard of a file that somebody wrote. Errors: yaml.invalid, catalog.invalid_entity with file:line:column,
/// scorecards.invalid_definition, scorecards.no_scorecard.
Result<std::vector<Scorecard>> read_scorecards(std::string_view text, const std::string& file_name,
                                               const script::Cel& cel);

/// The scorecards that are there before anybody declares one, by name.
std::vector<Scorecard> shipped_scorecards(const script::Cel& cel);

}  // namespace towpath::scorecards
