#pragma once

#include <optional>
#include <string>
#include <vector>

#include "docs/docs.h"
#include "docs/ports.h"

namespace towpath::docs {

inline constexpr std::size_t most_pages = 1000, most_files = 5000;

/// A page as it is found.
struct SitePage {
  std::string path;  ///< Below the set's base.
  std::string title, text;
  std::string digest;  ///< SHA-256 of the Markdown.
};

/// A link that leads nowhere.
struct BrokenLink {
  std::string page;    ///< Path of the page it stands in.
  std::string link;    ///< As written.
  std::string reason;  ///< "no_target": no such page, file or scheme; "no_anchor": the page has no such heading.
};

/// Everything about one doc set that is kept.
struct Site {
  DocSet set;
  std::vector<SitePage> pages;
  std::vector<BrokenLink> broken_links;  ///< Inside the set; where links lead outside is not looked at.
};

/// Where the documentation of an entity is: the folder of its mkdocs.yml or README.md; nullopt when it has none here.
/// `dir:` references count from the descriptor's folder; a Component without one has its docs beside its descriptor.
std::optional<std::string> docs_folder(const DocSubject& subject);

/// Reads a doc set at a commit: with a mkdocs.yml its docs_dir, else README.md and docs/. nullopt when there is
/// neither. What is wrong inside becomes a problem of the set. Errors: those of `files` other than not_found.
Result<std::optional<Site>> read_site(DocFiles& files, const DocSubject& subject, const std::string& folder,
                                      const std::string& commit);

/// The pages of a navigation in their order.
std::vector<PageLink> pages_in_order(const std::vector<NavItem>& nav);

/// The content type of a picture that may be shown in a page, by its name; "" for everything else.
std::string_view picture_type(std::string_view path);

}  // namespace towpath::docs
