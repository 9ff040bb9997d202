#pragma once

#include <string_view>

namespace towpath::federation {

/// A name that can stand in an address: 1 to 63 lower-case letters, digits, ".", "-" or "_", a letter or digit first.
bool is_slug(std::string_view text);
constexpr const char* slug_rule =
    "must be 1 to 63 lower-case letters, digits, '.', '-' or '_', and begin with a letter or digit";

}  // namespace towpath::federation
