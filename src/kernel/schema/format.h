#pragma once

#include <string_view>

namespace towpath::schema {

/// A value of the keyword `format` that is checked; formats that are not in the list are ignored.
struct Format {
  std::string_view name;
  std::string_view meaning;  ///< "an e-mail address", for "must be an e-mail address".
  bool (*accepts)(std::string_view text);
};

/// nullptr for a format that is not checked.
const Format* find_format(std::string_view name);

}  // namespace towpath::schema
