#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "quality/quality.h"

namespace towpath::docs {

/// When a page changed, and which text of it.
struct KnownChange {
  std::string digest;
  std::optional<UtcTime> changed_at;
};

/// Rows of docs_quality and the tables beside it.
class QualityStore {
 public:
  /// The commit whose links were checked last; "" for none.
  std::string checked_commit(db::Tx& tx, const std::string& set) const;
  /// Sets of repositories whose links were never checked.
  std::vector<std::string> unchecked(db::Tx& tx) const;
  /// By path of the page.
  std::map<std::string, KnownChange> changes(db::Tx& tx, const std::string& set) const;
  /// Replaces all that is known of the set but its votes.
  void put(db::Tx& tx, const Site& site, const std::map<std::string, KnownChange>& changes,
           const std::optional<UtcTime>& code_changed_at) const;
  void remove(db::Tx& tx, const std::string& set) const;

  /// Nothing when the principal may not see it.
  std::optional<SetQuality> find(db::Tx& tx, const std::string& set, const auth::SqlCondition& visible) const;
  std::vector<SetSummary> summaries(db::Tx& tx, const auth::SqlCondition& visible) const;

  void vote(db::Tx& tx, const std::string& set, const std::string& page, const std::string& heading,
            const std::string& user, bool is_useful) const;
  /// With the user's own; a `page` of "" restricts nothing.
  std::vector<HeadingVotes> votes(db::Tx& tx, const std::string& set, const std::string& page,
                                  const std::string& user) const;

  /// Counts a search that found nothing. `person` is a digest of who made it.
  void add_missed(db::Tx& tx, const std::string& text, const std::string& person, const std::string& day) const;
  /// Those enough people made since `day`, the most frequent first.
  std::vector<MissedSearch> missed(db::Tx& tx, const std::string& day, std::size_t limit) const;
  void remove_missed_before(db::Tx& tx, const std::string& day) const;
};

}  // namespace towpath::docs
