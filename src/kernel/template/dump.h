#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "meter.h"
#include "template/value.h"

namespace towpath::tmpl {

/// JSON.stringify: no blanks when `indentation` is empty, else one line per item. Undefined entries of objects are left
/// out, undefined items of arrays are null. Errors: a function inside, template.limit.
Result<std::string> json_text(const Value& value, std::string_view indentation, Meter& meter);

}  // namespace towpath::tmpl
