#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "score/upgrade.h"
#include "yaml/yaml.h"

namespace boost::json {
class object;
class value;
}  // namespace boost::json

namespace towpath::delivery {

/// Something wrong with an upgraded document.
struct ScoreProblem {
  std::string place;   ///< Pointer to what to show: the unknown key itself.
  FieldError problem;  ///< With the pointer ajv gives: the object that holds the unknown key.
  std::string hint;
};

/// Problems whose pointer is the place to show.
std::vector<ScoreProblem> as_problems(const std::vector<FieldError>& problems);

/// What the schema finds, in the words of Score.
std::vector<ScoreProblem> schema_problems(const boost::json::value& document);

/// delivery.invalid_score with "file:line:column" of the first problem and a field for each, by their places in the
/// source.
Error invalid_score(const std::vector<ScoreProblem>& problems, const Upgrade& upgrade, const yaml::Node& source,
                    std::string_view file_name);

/// delivery.invalid_score for a stored document, which has no lines.
Error invalid_document(const std::vector<ScoreProblem>& problems);

}  // namespace towpath::delivery
