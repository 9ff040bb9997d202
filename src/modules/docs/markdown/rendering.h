#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "markdown/link_target.h"

namespace towpath::docs {

struct Heading {
  int level = 1;  ///< 1..6
  std::string id, title;
};

/// A link to a place in a page.
struct AnchorLink {
  std::string written;
  std::string page;  ///< Path of the page it leads to; "" for the one it stands in.
  std::string id;
};

struct Rendering {
  std::string html;   ///< A fragment; nothing in it can run, and every name in it is text.
  std::string title;  ///< As PageText::title.
  std::vector<Heading> toc;
  std::vector<std::string> broken_links;  ///< As written, in their order, each once.
  std::vector<AnchorLink> anchor_links;   ///< In their order; whether they lead anywhere is not known here.
};

/// Raised when the same source gives other HTML: a part of every cache key.
inline constexpr int rendering_version = 1;

/// GitHub's Markdown (tables, strike-through, task lists, footnotes, bare links, alerts) with mkdocs's callouts as
/// HTML. Thread-safe. Errors: docs.page_not_text (not UTF-8), docs.page_too_large (over largest_page),
/// docs.page_too_complex (blocks nest more than 100 deep, a line has more than 500 '|').
Result<Rendering> render_page(std::string_view markdown, const PagePlace& place);

}  // namespace towpath::docs
