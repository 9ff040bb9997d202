#pragma once

#include <string>
#include <vector>

namespace towpath::delivery {

// A column that holds a list of texts, as a JSON array.

std::string to_text_list(const std::vector<std::string>& texts);
/// What to_text_list() wrote; anything else throws.
std::vector<std::string> from_text_list(const std::string& column);

}  // namespace towpath::delivery
