#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace towpath::delivery {

/// What is written into a Score file: a resource, and what a container gets of it.
struct ScoreAddition {
  std::string name, type, resource_class = "default";
  std::string params = "{}";                                   ///< JSON object, placeholders as they are to be written.
  std::string container;                                       ///< Which one gets the variables and the mount.
  std::vector<std::pair<std::string, std::string>> variables;  ///< Name and value, `${resources.<name>.<output>}`.
  std::optional<std::string> mount;                            ///< Path in the container, for a volume.
};

/// The file with the addition: lines are put in, nothing else is touched; comments, order and line ends stay. The
/// result is read again and must say what the file said before, with the addition and nothing else.
/// Errors: yaml.invalid; delivery.duplicate_resource, delivery.unknown_container, delivery.variable_taken,
/// delivery.mount_taken (a field each); delivery.score_not_editable when the file is written so that lines cannot be
/// put in safely (aliases, say): the hint holds what to write by hand.
Result<std::string> add_to_score(std::string_view text, const ScoreAddition& addition);

}  // namespace towpath::delivery
