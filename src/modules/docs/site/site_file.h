#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "docs/docs.h"

namespace towpath::docs {

inline constexpr int deepest_nav = 8;
inline constexpr std::size_t most_nav_items = 2000;

/// What a mkdocs.yml says that matters here: other keys (theme, plugins, extensions) are for mkdocs.
struct SiteFile {
  std::string name;               ///< site_name; "" when absent.
  std::string docs_dir = "docs";  ///< Inside the folder of the file; "" is that folder.
  bool has_nav = false;
  std::vector<NavItem> nav;           ///< A title is "" where the page's own counts.
  std::vector<std::string> problems;  ///< What was left out, in words.
};

/// Errors: yaml.invalid, yaml.too_large; docs.invalid_site_file when the document is no mapping.
Result<SiteFile> read_site_file(std::string_view text, std::string_view file_name);

}  // namespace towpath::docs
