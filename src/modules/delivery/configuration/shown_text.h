#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace towpath::delivery {

/// A program's text as it may be shown: at most `most` bytes, on one line, UTF-8.
std::string shown(std::string_view text, std::size_t most);
/// A path without the folder it lies in.
std::string_view within(std::string_view path, std::string_view folder);

}  // namespace towpath::delivery
