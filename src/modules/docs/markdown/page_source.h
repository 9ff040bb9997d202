#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::docs {

inline constexpr std::size_t largest_page = 256 << 10;  ///< Bytes of Markdown.

/// A page's text without its front matter.
struct PageSource {
  std::string title;  ///< From the front matter; "" when it has none.
  std::string_view body;
};

/// Takes the YAML between "---" lines off the top; a front matter that is not YAML stays a part of the text.
PageSource split_front_matter(std::string_view markdown);

/// Without control characters, at most 300 bytes: for names that come from files.
std::string one_line(std::string_view text);

/// What a page says without its marks, for search, and its title.
struct PageText {
  std::string title;  ///< Front matter's, else the first heading of level 1; "" without either.
  std::string text;   ///< One block a line.
};

/// Errors: as render_page().
Result<PageText> read_page_text(std::string_view markdown);

}  // namespace towpath::docs
