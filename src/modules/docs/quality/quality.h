#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "docs/docs.h"
#include "site/site.h"

namespace towpath::docs {

/// A page is stale when the code around it changed this much later than the page did.
inline constexpr std::chrono::days stale_after{90};

/// A search nobody found anything with is shown when at least so many people made it.
inline constexpr std::int64_t fewest_searchers = 5;

struct PageChange {
  std::string path, title;
  std::optional<UtcTime> changed_at;  ///< Nothing where it is not known.
  bool is_stale = false;
};

/// How often people found a heading useful, or not.
struct HeadingVotes {
  std::string page, heading;  ///< Id of the heading; "" for the page.
  std::int64_t useful = 0, not_useful = 0;
  std::optional<bool> mine = {};
};

/// Of one doc set.
struct SetQuality {
  std::string ref, title, owner_ref;
  std::optional<UtcTime> code_changed_at;
  std::vector<PageChange> pages;
  std::vector<BrokenLink> broken_links;
  std::vector<HeadingVotes> votes;
};

/// A line of the report.
struct SetSummary {
  std::string ref, title, owner_ref;
  std::int64_t pages = 0, stale_pages = 0, broken_links = 0, useful = 0, not_useful = 0;
  std::optional<UtcTime> docs_changed_at, code_changed_at;
};

struct MissedSearch {
  std::string text;
  std::int64_t searches = 0;
  std::string last_day;  ///< "2026-11-29".
};

struct DocsReport {
  std::vector<SetSummary> sets;  ///< By reference.
  std::vector<MissedSearch> missed_searches;
};

/// Whether a page that changed then is stale beside code that changed then.
bool is_stale(const std::optional<UtcTime>& page, const std::optional<UtcTime>& code);

/// The words of a search as they are counted: lower case, single blanks; "" for what is not (below 3 or over 100
/// bytes).
std::string counted_text(const std::string& text);

/// Without those that are the beginning of another one: the reader searches while a person types.
std::vector<MissedSearch> without_beginnings(std::vector<MissedSearch> searches);

}  // namespace towpath::docs
