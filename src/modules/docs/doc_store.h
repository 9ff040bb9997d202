#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "docs/docs.h"
#include "site/site.h"

namespace towpath::docs {

/// Rows of docs_sets and docs_pages.
class DocStore {
 public:
  std::optional<DocSet> find(db::Tx& tx, const std::string& ref, const auth::SqlCondition& visible) const;
  std::vector<DocSet> list(db::Tx& tx, const std::string& after, std::size_t limit,
                           const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const auth::SqlCondition& visible) const;
  std::vector<std::string> refs_of_repository(db::Tx& tx, const std::string& repository) const;
  bool has_any_of_repositories(db::Tx& tx) const;

  /// Path to title of every page.
  std::map<std::string, std::string> titles(db::Tx& tx, const std::string& ref) const;

  /// Inserts or replaces; pages that are as they were are not written. Answers whether anything but the time differs.
  bool put(db::Tx& tx, const Site& site) const;
  bool remove(db::Tx& tx, const std::string& ref) const;

  struct SearchFilter {
    std::vector<std::string> words;
    std::string set;  ///< "" for all.
    /// The last match of the page before, "" for none.
    int after_rank = 0;
    std::string after_set, after_path;
    std::size_t limit = 0;
  };
  struct Found {
    Match match;
    int rank = 0;      ///< 0 when the title has every word.
    std::string text;  ///< search_text
  };
  std::vector<Found> search(db::Tx& tx, const SearchFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count_matches(db::Tx& tx, const SearchFilter& filter, const auth::SqlCondition& visible) const;
};

/// A navigation as the JSON text the table and the API have.
std::string nav_to_json(const std::vector<NavItem>& nav);

}  // namespace towpath::docs
