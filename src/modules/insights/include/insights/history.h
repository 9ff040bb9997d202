#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/history.h"
#include "insights/dora.h"

// What a Git history says about delivery before anybody adopts anything: a release tag is a deployment to production,
// and the commits that it has first are its changes. Nothing here is about who.

namespace towpath::insights {

/// Which tags are releases.
struct TagPattern {
  std::string glob = "*";         ///< '*' for any text without '/', '?' for one such character.
  bool with_prereleases = false;  ///< Versions such as 1.2.0-rc.1.
};
/// Whether a tag is a release: it fits the glob and ends in a version, such as v1.2.3, 2024.11 or web-v2.
bool is_release(std::string_view tag, const TagPattern& pattern);
/// "v1.2.3" with a third part above nought.
bool is_patch(std::string_view tag);

/// A change as history knows it.
struct ReleasedCommit {
  UtcTime authored_at;
  UtcTime merged_at;  ///< When the mainline got it: that of the merge, or of the commit itself.
};

struct HistoricRelease {
  std::string tag, commit;
  UtcTime at;
  bool has_base = true;  ///< False for the first: it has the whole history before it.
  bool is_patch = false;
  std::vector<ReleasedCommit> commits;  ///< Merges and commits of bots left out.
  std::size_t merges = 0, by_bots = 0;
};

/// A history as releases, oldest first, and what is waiting for the next one.
struct ReleasedHistory {
  std::vector<HistoricRelease> releases;
  std::vector<ReleasedCommit> unreleased;
  std::size_t ignored_tags = 0;  ///< They do not fit the pattern, or bring nothing that an earlier one had not.
  bool is_shallow = false;
};
ReleasedHistory released_history(const forge::History& history, const TagPattern& pattern);

/// The figures of a history. Failure rate, recovery and rework rest on a proxy, and say so: a patch release within
/// seven days of the release before it is taken to mend it.
struct HistoricFigures {
  Dora dora;
  Metric writing;           ///< Median hours from a commit's author time to the mainline.
  Metric waiting;           ///< Median hours from the mainline to the release.
  std::size_t clamped = 0;  ///< Commits written after their release, by the clocks that wrote them; counted as nought.
};
constexpr std::chrono::days patch_window{7};
HistoricFigures historic_figures(const std::vector<HistoricRelease>& releases, const std::string& component,
                                 UtcTime from, UtcTime to);

}  // namespace towpath::insights
