#pragma once

#include <string>
#include <string_view>

namespace towpath {

/// Appends `text` so that HTML and XML show it as it is, in content and in a quoted attribute.
void append_escaped(std::string& out, std::string_view text);

}  // namespace towpath
