#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace boost::json {
class object;
}

namespace towpath::delivery {

/// What upgrade() did to a document.
struct Upgrade {
  std::vector<FieldError> problems;  ///< Deprecated forms that cannot be upgraded, by their place in the source.
  std::map<std::string, std::string> moved;  ///< Pointer in the upgraded document to pointer in the source.

  /// Where what `pointer` names in the upgraded document stands in the source.
  std::string source_pointer(std::string_view pointer) const;
};

/// Brings the deprecated forms of Score into today's, as ApplyCommonUpgradeTransforms of score-go 1.20 does: lists of
/// files and volumes become maps by `target`, lines of `content` are joined, `read_only` becomes `readOnly`.
/// What score-go would drop in silence (an item that is no mapping, the first of two with the same target) is a
/// problem.
Upgrade upgrade(boost::json::object& document);

}  // namespace towpath::delivery
