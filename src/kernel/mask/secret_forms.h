#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::mask {

/// Nothing shorter is ever masked.
inline constexpr std::size_t min_masked_length = 4;

/// The texts in which `secret` may show up in an output, itself among them; none shorter than min_masked_length.
std::vector<std::string> forms_of(std::string_view secret);

}  // namespace towpath::mask
