#include "resources/matching.h"

#include <fmt/core.h>

#include <tuple>

namespace towpath::delivery {
namespace {

auto specificity(const Criterion& c) {
  return std::tuple(!c.res_id.empty(), !c.environment.empty(), !c.project_id.empty(), !c.env_type.empty());
}

}  // namespace

std::string mismatch(const Criterion& criterion, const Wanted& wanted) {
  const auto differs = [](const char* what, const std::string& needs, const std::string& is) {
    return needs.empty() || needs == is ? std::string()
                                        : fmt::format("it is for {} '{}', this is '{}'", what, needs, is);
  };
  if (criterion.type != wanted.type) return differs("type", criterion.type, wanted.type);
  if (criterion.resource_class != wanted.resource_class)
    return differs("class", criterion.resource_class, wanted.resource_class);
  for (const std::string& reason : {differs("resource", criterion.res_id, wanted.res_id),
                                    differs("environment", criterion.environment, wanted.environment),
                                    differs("project", criterion.project_id, wanted.project_id),
                                    differs("environment type", criterion.env_type, wanted.env_type)})
    if (!reason.empty()) return reason;
  return "";
}

bool is_more_specific(const Criterion& a, const Criterion& b) { return specificity(a) > specificity(b); }

std::optional<std::size_t> best_match(const std::vector<Criterion>& criteria, const Wanted& wanted) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < criteria.size(); ++i)
    if (mismatch(criteria[i], wanted).empty() && (!best || is_more_specific(criteria[i], criteria[*best]))) best = i;
  return best;
}

}  // namespace towpath::delivery
