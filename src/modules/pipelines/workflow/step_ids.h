#pragma once

#include <set>
#include <string>
#include <string_view>

namespace towpath::pipelines {

/// What is wrong with a job or step id; empty when nothing is.
std::string id_problem(std::string_view id);

/// Hands out ids that are unique in a job, whatever their case (IdBuilder of actions/languageservices).
class StepIds {
 public:
  /// False when the id was given before.
  bool claim(std::string_view id);
  /// A new id for a step that has none, made from what it uses ("actions/checkout") or "run".
  std::string generate(std::string_view origin);

 private:
  std::set<std::string> taken_;  ///< Lower case.
};

/// What the generated id of a step that uses an action is made from.
std::string id_origin(std::string_view uses);

}  // namespace towpath::pipelines
