#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "campaign.h"
#include "db/db.h"

namespace towpath::scorecards {

/// Rows of scorecards_campaigns and scorecards_progress.
class CampaignStore {
 public:
  void insert(db::Tx& tx, const Campaign& campaign, const std::optional<UtcTime>& next_wake) const;
  void end(db::Tx& tx, const Campaign& campaign) const;
  /// What is due by `now` is due at `next` instead; false when somebody else did that already.
  bool take_wake(db::Tx& tx, const std::string& id, UtcTime now, UtcTime next) const;
  std::optional<Campaign> find(db::Tx& tx, const std::string& id) const;
  /// Newest first; `state` "" for any, `after` an id.
  std::vector<Campaign> list(db::Tx& tx, const std::string& state, const std::string& after, std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const std::string& state) const;
  std::vector<Campaign> running(db::Tx& tx) const;
  std::vector<Campaign> due(db::Tx& tx, UtcTime now) const;
  std::optional<UtcTime> next_wake(db::Tx& tx) const;

  /// How the entities in scope stand now, by owner.
  struct Open {
    std::string owner_ref;
    bool is_public = false;
    Progress progress;
  };
  std::vector<Open> count_by_owner(db::Tx& tx, const Campaign& campaign) const;

  /// The latest that was kept.
  std::vector<TeamProgress> progress(db::Tx& tx, const std::string& id) const;
  void put_progress(db::Tx& tx, const std::string& id, UtcTime at, const std::vector<TeamProgress>& teams) const;

  // Of campaigns that have ended, by when they ended. The latest of each stays.
  std::uint64_t count_kept(db::Tx& tx) const;
  std::uint64_t count_before(db::Tx& tx, UtcTime before) const;
  /// At most `limit` rows of the progress; how many went.
  std::uint64_t remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const;

  // What somebody may see: conditions are over the columns of scorecards_progress, named p.
  std::map<std::string, Progress> latest(db::Tx& tx, const std::vector<std::string>& ids,
                                         const auth::SqlCondition& visible) const;
  std::vector<TeamProgress> teams(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  std::vector<ProgressPoint> points(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
};

}  // namespace towpath::scorecards
