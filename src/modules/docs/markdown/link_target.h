#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace towpath::docs {

using FileNames = std::set<std::string, std::less<>>;

/// Where a page stands: what its relative links mean. The references outlive the place.
struct PagePlace {
  std::string page;         ///< Path of the page in its doc set: "guide/index.md".
  std::string reader_base;  ///< "/docs/component/default/shop/": a page's path follows.
  std::string asset_base;   ///< "/api/v1/docs/component/default/shop/assets/": an asset's path follows.
  const FileNames& pages;
  const FileNames& assets;
};

/// What a link of a page leads to.
struct LinkTarget {
  enum class Kind { nowhere, outside, here, page, asset };
  Kind kind = Kind::nowhere;  ///< `nowhere`: a scheme that is not allowed, or a file that is not there.
  std::string href;           ///< Percent-encoded where needed; not yet escaped for HTML. "" for nowhere.
  std::string page = {};      ///< Of a page: its path in the doc set.
  std::string fragment = {};  ///< Of a page or here: the id after '#', decoded; "" without one.
};

/// Resolves a URL as written in a page. Only http, https and mailto lead outside; what has no scheme is a path beside
/// the page ("/x" counts from the doc set's root), and never leaves the doc set.
LinkTarget resolve_link(std::string_view url, const PagePlace& place);

/// The path `relative` names seen from the folder `folder` ("" is the root), without "." and ".."; nullopt when it
/// would leave the root.
std::optional<std::string> join_path(std::string_view folder, std::string_view relative);

/// "guide" for "guide/index.md", "" for "index.md".
std::string_view folder_of(std::string_view path);

/// The page that `path` names: itself, or with ".md", "/index.md" or "/README.md" after it.
std::optional<std::string> find_page(std::string_view path, const FileNames& pages);

/// True for a name that ends in .md or .markdown.
bool is_markdown(std::string_view path);

}  // namespace towpath::docs
