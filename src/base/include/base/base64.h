#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace towpath {

/// Base64 of RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);

/// The bytes, or nothing when the text is not base64. Line breaks are skipped, as Go's decoder does.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace towpath
