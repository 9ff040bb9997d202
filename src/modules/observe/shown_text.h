#pragma once

#include <string>
#include <string_view>

namespace towpath::observe {

constexpr std::size_t longest_shown = 4'096;

/// What others say as a row can hold it and a page can show it: UTF-8 of at most `longest` bytes without zeros; of
/// bytes that are none their hexadecimal digits.
std::string shown(std::string_view text, std::size_t longest = longest_shown);

}  // namespace towpath::observe
