#pragma once

#include <string_view>

namespace towpath {

/// "MAJOR.MINOR.PATCH", from the build.
std::string_view version();

/// The commit the binary was built from, 12 hex digits; "unknown" outside a checkout.
std::string_view build_commit();

}  // namespace towpath
