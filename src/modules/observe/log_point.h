#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::observe {

/// A point in the merged log of a place: for some of its instances how far into each. Instances older than all named
/// ones are before the point with all they wrote, younger ones are after it; so a point stays right while instances
/// come, and no line is passed over or shown twice when it is returned to. "" as a place is the beginning.
struct LogPoint {
  std::map<std::string, std::string> places;  ///< By instance id.

  std::string text() const;
  /// Errors: observe.invalid_cursor.
  static Result<LogPoint> parse(std::string_view text);
};

}  // namespace towpath::observe
