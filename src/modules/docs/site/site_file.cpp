#include "site/site_file.h"

#include <fmt/core.h>

#include "markdown/link_target.h"
#include "markdown/page_source.h"
#include "yaml/yaml.h"

namespace towpath::docs {
namespace {

bool is_url(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

class NavReader {
 public:
  NavReader(SiteFile& out, std::string_view file_name) : out_(out), file_name_(file_name) {}

  std::vector<NavItem> read(const yaml::Node& list, int depth) {
    std::vector<NavItem> items;
    if (!list.is_sequence()) {
      problem(list, "the navigation is a list");
      return items;
    }
    for (const yaml::Node& node : list.items()) {
      if (node.is_mapping()) {
        for (const yaml::Entry& entry : node.entries()) add(items, entry.key, entry.value, depth);
      } else {
        add(items, "", node, depth);
      }
    }
    return items;
  }

 private:
  void add(std::vector<NavItem>& items, const std::string& title, const yaml::Node& value, int depth) {
    if (++count_ > most_nav_items) {
      if (count_ == most_nav_items + 1)
        problem(value, fmt::format("a navigation has at most {} places", most_nav_items));
      return;
    }
    NavItem item{one_line(title), "", "", {}};
    if (value.is_sequence()) {
      if (depth >= deepest_nav) return problem(value, fmt::format("sections nest at most {} deep", deepest_nav));
      item.children = read(value, depth + 1);
    } else if (const std::string* target = value.string(); target && is_url(*target)) {
      item.url = one_line(*target);
      if (item.title.empty()) item.title = item.url;
    } else if (target && !target->empty()) {
      const auto path = join_path("", one_line(*target));
      if (!path) return problem(value, fmt::format("'{}' lies outside the documentation", *target));
      item.page = *path;
    } else {
      return problem(value, "a place is a page, an address or a list");
    }
    items.push_back(std::move(item));
  }
  void problem(const yaml::Node& node, const std::string& text) {
    out_.problems.push_back(fmt::format("{}:{}: {}.", file_name_, node.at().line, text));
  }

  SiteFile& out_;
  std::string_view file_name_;
  std::size_t count_ = 0;
};

}  // namespace

Result<SiteFile> read_site_file(std::string_view text, std::string_view file_name) {
  TRY(const yaml::Node root, yaml::parse_one(text, file_name, {.bytes = 256 << 10, .nodes = 20'000, .depth = 32}));
  SiteFile out;
  if (root.is_null()) return out;
  if (!root.is_mapping())
    return invalid_input("docs.invalid_site_file", fmt::format("{} is not a mapping of settings.", file_name));
  if (const yaml::Node* name = root.find("site_name"); name && name->is_scalar()) out.name = name->text();
  if (const yaml::Node* folder = root.find("docs_dir"); folder && !folder->is_null()) {
    const std::string* written = folder->string();
    const auto path = written && !written->starts_with("/") ? join_path("", *written) : std::nullopt;
    if (path)
      out.docs_dir = *path;
    else
      out.problems.push_back(
          fmt::format("{}:{}: docs_dir is a folder beside this file.", file_name, folder->at().line));
  }
  if (const yaml::Node* nav = root.find("nav"); nav && !nav->is_null()) {
    out.has_nav = true;
    out.nav = NavReader(out, file_name).read(*nav, 1);
  }
  return out;
}

}  // namespace towpath::docs
