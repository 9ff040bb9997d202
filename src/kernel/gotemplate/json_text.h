#pragma once

#include <cstddef>
#include <string>

#include "meter.h"

namespace towpath::gotemplate {

struct JsonStyle {
  bool escapes_html = false;    ///< <, > and & as \u003c, \u003e and \u0026
  std::size_t indentation = 0;  ///< 0: all on one line, without blanks.
};

/// A value as Go's encoding/json writes it. Errors: gotemplate.limit.
Result<std::string> json_text(const Value& value, const JsonStyle& style, Meter& meter);

}  // namespace towpath::gotemplate
