#pragma once

#include "gotemplate/value.h"

namespace boost::json {
class value;
}

namespace towpath::gotemplate {

/// The same data as a template value, as Go's YAML reader gives it: whole numbers are integers.
Value from_json(const boost::json::value& json);

}  // namespace towpath::gotemplate
