#pragma once

#include <optional>
#include <string>
#include <vector>

namespace towpath::delivery {

/// Which resources a definition serves; an empty text is "any" (the class is never any).
struct Criterion {
  std::string definition_id, type, resource_class = "default", res_id, environment, project_id, env_type;
  bool operator==(const Criterion&) const = default;
};

/// What a resource is, as criteria see it.
struct Wanted {
  std::string type, resource_class, res_id, environment, project_id, env_type;
};

/// "" when the criterion fits, otherwise in words what does not.
std::string mismatch(const Criterion& criterion, const Wanted& wanted);

/// True when `a` is more specific than `b`: compared by res_id, then environment, then project_id, then env_type
/// (facts of orchestration: class first and equal, most specific wins, never "first file wins").
bool is_more_specific(const Criterion& a, const Criterion& b);

/// Index of the most specific criterion that fits; criteria of one type are never equal, so there is one at most.
std::optional<std::size_t> best_match(const std::vector<Criterion>& criteria, const Wanted& wanted);

}  // namespace towpath::delivery
