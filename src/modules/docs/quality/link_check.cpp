#include "quality/link_check.h"

namespace towpath::docs {
namespace {

/// Every id of a rendered page: of headings, footnotes and anchors. The text between tags is escaped, so that the mark
/// stands in tags only.
std::set<std::string, std::less<>> ids_of(std::string_view html) {
  constexpr std::string_view mark = " id=\"";
  std::set<std::string, std::less<>> out;
  for (auto at = html.find(mark); at != html.npos; at = html.find(mark, at)) {
    at += mark.size();
    out.emplace(html.substr(at, html.find('"', at) - at));
  }
  return out;
}

}  // namespace

void LinkCheck::add(const std::string& page, std::string_view markdown) {
  auto rendering = render_page(markdown, {page, "/", "/", pages_, assets_});
  if (!rendering.has_value()) return;
  ids_[page] = ids_of(rendering->html);
  for (std::string& link : rendering->broken_links) without_target_.push_back({page, std::move(link), "no_target"});
  for (AnchorLink& link : rendering->anchor_links) anchor_links_.emplace_back(page, std::move(link));
}

std::vector<BrokenLink> LinkCheck::broken() const {
  std::vector<BrokenLink> out = without_target_;
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [page, link] : anchor_links_) {
    const auto ids = ids_.find(link.page.empty() ? page : link.page);
    if (ids == ids_.end() || ids->second.contains(link.id) || !seen.emplace(page, link.written).second) continue;
    out.push_back({page, link.written, "no_anchor"});
  }
  if (out.size() > most_broken) out.resize(most_broken);
  return out;
}

}  // namespace towpath::docs
