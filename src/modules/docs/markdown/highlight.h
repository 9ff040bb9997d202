#pragma once

#include <string>
#include <string_view>

namespace towpath::docs {

/// Appends source code as escaped HTML in which words of a kind stand in <span class="hl-...">: k keyword, s string,
/// c comment, n number, v variable, a key or attribute, i inserted line, d deleted line, m mark (prompt, heading).
/// A language that is not known is only escaped. Linear in the length of the code; never fails.
void append_highlighted(std::string& out, std::string_view code, std::string_view language);

/// True for a language that append_highlighted() colours.
bool is_highlighted(std::string_view language);

}  // namespace towpath::docs
