#pragma once

#include <vector>

#include "base/error.h"

namespace boost::json {
class object;
}

namespace towpath::delivery {

/// What the schema cannot say about an upgraded document that fits it (loader.Validate of score-go 1.20): placeholders
/// are well formed and name a declared resource or metadata, `before` names other containers without a circle; and
/// binaryContent is base64. Our own: at most 200 containers and 1000 resources. More lenient than score-go in one
/// point, as its substitution is: a part of a placeholder may hold `\.` and `/`, so that every annotation can be named.
struct BrokenRules {
  std::vector<FieldError> problems;
  std::vector<FieldError> unknown_roots;  ///< Placeholders that begin with neither `resources` nor `metadata`.
};

BrokenRules broken_rules(const boost::json::object& document);

}  // namespace towpath::delivery
