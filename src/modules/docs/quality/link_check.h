#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "markdown/rendering.h"
#include "site/site.h"

namespace towpath::docs {

/// Finds links of a doc set that lead nowhere in it. Pages are added one by one; a page that cannot be rendered is left
/// out, since that is a problem of its own. One thread; `pages` and `assets` outlive it.
class LinkCheck {
 public:
  LinkCheck(const FileNames& pages, const FileNames& assets) : pages_(pages), assets_(assets) {}

  void add(const std::string& page, std::string_view markdown);
  /// Of all pages added, in their order; at most most_broken.
  std::vector<BrokenLink> broken() const;

  static constexpr std::size_t most_broken = 1'000;

 private:
  const FileNames& pages_;
  const FileNames& assets_;
  std::vector<BrokenLink> without_target_;
  std::vector<std::pair<std::string, AnchorLink>> anchor_links_;   ///< By the page they stand in.
  std::map<std::string, std::set<std::string, std::less<>>> ids_;  ///< Of each page.
};

}  // namespace towpath::docs
