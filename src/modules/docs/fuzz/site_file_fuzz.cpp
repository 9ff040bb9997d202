#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "site/site_file.h"

using namespace towpath;
using namespace towpath::docs;

namespace {

std::size_t count(const std::vector<NavItem>& nav, int depth) {
  if (depth > deepest_nav && !nav.empty()) std::abort();
  std::size_t items = nav.size();
  for (const NavItem& item : nav) {
    if (!item.page.empty() && (item.page.front() == '/' || item.page.starts_with("../") || !item.url.empty()))
      std::abort();
    items += count(item.children, depth + 1);
  }
  return items;
}

}  // namespace

// A mkdocs.yml. What is accepted stays inside the folder and its limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto site = read_site_file(std::string_view(reinterpret_cast<const char*>(data), size), "mkdocs.yml");
  if (!site.has_value()) {
    if (site.error().code().empty() || site.error().message().empty()) std::abort();
    return 0;
  }
  if (site->docs_dir.starts_with("/") || site->docs_dir == ".." || site->docs_dir.starts_with("../")) std::abort();
  if (count(site->nav, 1) > most_nav_items) std::abort();
  return 0;
}
