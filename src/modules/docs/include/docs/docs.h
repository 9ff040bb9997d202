#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::docs {

/// The doc set that is this product's own manual.
inline constexpr std::string_view manual_ref = "platform:default/manual";

/// One place of a doc set's navigation: a page, an address elsewhere, or a section with places in it.
struct NavItem {
  std::string title;
  std::string page;  ///< Path of the page in the set; "" for the others.
  std::string url;   ///< http or https; "" for the others.
  std::vector<NavItem> children;
};

/// The documentation of one entity, as its repository's default branch has it.
struct DocSet {
  std::string ref;  ///< The entity, "component:default/shop", or manual_ref.
  std::string title, owner_ref, project_id;
  bool is_public = false;
  std::string repository;      ///< "" for the manual.
  std::string commit;          ///< What is shown; for the manual a digest of its files.
  std::string base;            ///< Folder of the pages in the repository; "" is the root.
  bool has_site_file = false;  ///< There is a mkdocs.yml.
  std::vector<NavItem> nav;
  std::vector<std::string> assets;    ///< Files beside the pages.
  std::vector<std::string> problems;  ///< What could not be read, in words.
  std::string home;                   ///< The page to begin with.
  std::int64_t page_count = 0;
  UtcTime updated_at;
};

struct DocSetPage {
  std::vector<DocSet> items;
  std::string next;
  std::int64_t total = 0;
};

struct PageLink {
  std::string path, title;
};

struct TocEntry {
  int level = 1;  ///< 1..6
  std::string id, title;
};

enum class PageForm { html, markdown };

/// A page to read.
struct Page {
  std::string set, path, title;
  std::string content;  ///< HTML that is safe to insert, or the Markdown as written.
  std::vector<TocEntry> toc;
  std::vector<std::string> broken_links;
  std::string repository, commit, source_path;
  std::optional<PageLink> previous, next;  ///< In the order of the navigation.
  std::string etag;                        ///< Changes when anything of this does.
};

struct Asset {
  std::string content_type, content, file_name;
  bool is_picture = false;  ///< To be shown in a page; everything else is only for download.
};

struct SearchQuery {
  std::string text;  ///< Every word of it must occur, in any case.
  std::string set;   ///< "" for all.
  std::string after;
  std::size_t limit = 20;  ///< 1..100.
};

struct Match {
  std::string set, set_title, path, title;
  std::string snippet;  ///< Plain text around the first word found.
};

struct MatchPage {
  std::vector<Match> items;
  std::string next;
  std::int64_t total = 0;
};

/// Documentation to read. Thread-safe, blocking. Permission of everything: doc.read on the set. Errors of all that name
/// a set: docs.set_not_found (also when the principal may not see it).
class Docs {
 public:
  virtual ~Docs() = default;

  /// Ordered by reference; without navigation and assets.
  virtual Result<DocSetPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit) = 0;
  virtual Result<DocSet> get(const auth::Principal& principal, const std::string& ref) = 0;
  /// `path` may leave ".md" and "index.md" out; "" is the home page. Errors: docs.page_not_found,
  /// docs.page_too_large, docs.page_too_complex.
  virtual Result<Page> page(const auth::Principal& principal, const std::string& ref, const std::string& path,
                            PageForm form) = 0;
  /// Errors: docs.asset_not_found.
  virtual Result<Asset> asset(const auth::Principal& principal, const std::string& ref, const std::string& path) = 0;
  /// Pages whose title has every word first. Errors: docs.invalid_search, docs.invalid_cursor.
  virtual Result<MatchPage> search(const auth::Principal& principal, const SearchQuery& query) = 0;
};

}  // namespace towpath::docs
