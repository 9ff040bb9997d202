#include "campaign_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "db/row_list.h"

namespace towpath::scorecards {
namespace {

constexpr std::string_view columns =
    "id, title, why, scorecard, checks, level, team_ref, owner_ref, state, end_reason, starts_at, due_at, ended_at";

Campaign read(const db::Row& row) {
  Campaign out;
  out.id = row.text(0);
  out.title = row.text(1);
  out.why = row.text(2);
  out.scorecard = row.text(3);
  const boost::json::value checks = boost::json::parse(row.text(4));
  for (const boost::json::value& check : checks.as_array()) out.checks.emplace_back(check.as_string());
  out.level = row.text(5);
  out.team_ref = row.text(6);
  out.owner_ref = row.text(7);
  out.state = row.text(8);
  out.end_reason = row.text(9);
  out.starts_at = row.time(10);
  out.due_at = row.time(11);
  out.ended_at = row.optional_time(12);
  return out;
}

std::vector<Campaign> read_all(const std::vector<db::Row>& rows) {
  std::vector<Campaign> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

void CampaignStore::insert(db::Tx& tx, const Campaign& c, const std::optional<UtcTime>& next_wake) const {
  const std::string checks = boost::json::serialize(boost::json::array(c.checks.begin(), c.checks.end()));
  tx.exec(
      "INSERT INTO scorecards_campaigns (id, title, why, scorecard, checks, level, team_ref, owner_ref, state, "
      "end_reason, starts_at, due_at, ended_at, next_wake_at, progress_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?)",
      {c.id, c.title, c.why, c.scorecard, checks, c.level, c.team_ref, c.owner_ref, c.state, c.end_reason, c.starts_at,
       c.due_at, c.ended_at, next_wake, c.starts_at});
}

void CampaignStore::end(db::Tx& tx, const Campaign& c) const {
  tx.exec("UPDATE scorecards_campaigns SET state = ?, end_reason = ?, ended_at = ?, next_wake_at = NULL WHERE id = ?",
          {c.state, c.end_reason, c.ended_at, c.id});
}

bool CampaignStore::take_wake(db::Tx& tx, const std::string& id, UtcTime now, UtcTime next) const {
  return tx.exec("UPDATE scorecards_campaigns SET next_wake_at = ? WHERE id = ? AND next_wake_at <= ?",
                 {next, id, now}) == 1;
}

std::optional<Campaign> CampaignStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM scorecards_campaigns WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Campaign> CampaignStore::list(db::Tx& tx, const std::string& state, const std::string& after,
                                          std::size_t limit) const {
  std::string where = "1 = 1";
  db::Params params;
  if (!state.empty()) {
    where += " AND state = ?";
    params.emplace_back(state);
  }
  if (!after.empty()) {
    where += " AND id < ?";
    params.emplace_back(after);
  }
  params.emplace_back(limit);
  return read_all(tx.query(
      fmt::format("SELECT {} FROM scorecards_campaigns WHERE {} ORDER BY id DESC LIMIT ?", columns, where), params));
}

std::int64_t CampaignStore::count(db::Tx& tx, const std::string& state) const {
  return state.empty() ? tx.query_one("SELECT COUNT(*) FROM scorecards_campaigns")->integer(0)
                       : tx.query_one("SELECT COUNT(*) FROM scorecards_campaigns WHERE state = ?", {state})->integer(0);
}

std::vector<Campaign> CampaignStore::running(db::Tx& tx) const {
  return read_all(
      tx.query(fmt::format("SELECT {} FROM scorecards_campaigns WHERE state = 'running' ORDER BY id", columns)));
}

std::vector<Campaign> CampaignStore::due(db::Tx& tx, UtcTime now) const {
  return read_all(
      tx.query(fmt::format("SELECT {} FROM scorecards_campaigns WHERE next_wake_at <= ? ORDER BY id", columns), {now}));
}

std::optional<UtcTime> CampaignStore::next_wake(db::Tx& tx) const {
  return tx.query_one("SELECT MIN(next_wake_at) FROM scorecards_campaigns")->optional_time(0);
}

std::vector<CampaignStore::Open> CampaignStore::count_by_owner(db::Tx& tx, const Campaign& campaign) const {
  std::string where = "r.scorecard = ?";
  db::Params params{campaign.scorecard};
  if (!campaign.team_ref.empty()) {
    where += " AND s.team_ref = ?";
    params.emplace_back(campaign.team_ref);
  }
  struct Entity {
    std::string owner_ref;
    bool is_public = false, fails = false, is_unknown = false;
  };
  std::map<std::string, Entity> entities;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.entity_ref, r.check_id, r.outcome, s.owner_ref, s.is_public FROM "
                            "scorecards_results r JOIN scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {}",
                            where),
                params)) {
    if (std::find(campaign.checks.begin(), campaign.checks.end(), row.text(1)) == campaign.checks.end()) continue;
    Entity& entity = entities[row.text(0)];
    entity.owner_ref = row.text(3);
    entity.is_public = row.boolean(4);
    entity.fails |= row.text(2) == "fail";
    entity.is_unknown |= row.text(2) == "unknown";
  }
  std::map<std::pair<std::string, bool>, Progress> counted;
  for (const auto& [ref, entity] : entities) {
    Progress& progress = counted[{entity.owner_ref, entity.is_public}];
    ++(entity.fails ? progress.unmet : entity.is_unknown ? progress.unknown : progress.met);
  }
  std::vector<Open> out;
  for (const auto& [key, progress] : counted) out.push_back({key.first, key.second, progress});
  return out;
}

std::vector<TeamProgress> CampaignStore::progress(db::Tx& tx, const std::string& id) const {
  return teams(tx, id, {"1 = 1", {}});
}

void CampaignStore::put_progress(db::Tx& tx, const std::string& id, UtcTime at,
                                 const std::vector<TeamProgress>& all) const {
  tx.exec("DELETE FROM scorecards_progress WHERE campaign_id = ? AND at = ?", {id, at});
  std::vector<db::Params> rows;
  for (const TeamProgress& each : all)
    rows.push_back(
        {id, at, each.team_ref, each.is_public, each.progress.met, each.progress.unmet, each.progress.unknown});
  if (!rows.empty())
    db::insert_rows(
        tx, "INSERT INTO scorecards_progress (campaign_id, at, team_ref, is_public, met, unmet, unknown) VALUES", rows);
  tx.exec("UPDATE scorecards_campaigns SET progress_at = ? WHERE id = ?", {at, id});
}

std::uint64_t CampaignStore::count_kept(db::Tx& tx) const {
  return static_cast<std::uint64_t>(tx.query_one("SELECT COUNT(*) FROM scorecards_progress")->integer(0));
}

std::uint64_t CampaignStore::count_before(db::Tx& tx, UtcTime before) const {
  return static_cast<std::uint64_t>(
      tx.query_one(
            "SELECT COUNT(*) FROM scorecards_progress p JOIN scorecards_campaigns c ON c.id = p.campaign_id WHERE "
            "c.ended_at < ? AND p.at <> c.progress_at",
            {before})
          ->integer(0));
}

std::uint64_t CampaignStore::remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const {
  return static_cast<std::uint64_t>(
      tx.exec("DELETE FROM scorecards_progress WHERE (campaign_id, at, team_ref, is_public) IN (SELECT p.campaign_id, "
              "p.at, p.team_ref, p.is_public FROM scorecards_progress p JOIN scorecards_campaigns c ON c.id = "
              "p.campaign_id WHERE c.ended_at < ? AND p.at <> c.progress_at ORDER BY p.at LIMIT ?)",
              {before, limit}));
}

std::map<std::string, Progress> CampaignStore::latest(db::Tx& tx, const std::vector<std::string>& ids,
                                                      const auth::SqlCondition& visible) const {
  std::map<std::string, Progress> out;
  if (ids.empty()) return out;
  std::string marks = "?";
  for (std::size_t i = 1; i < ids.size(); ++i) marks += ", ?";
  db::Params params(ids.begin(), ids.end());
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  for (const db::Row& row :
       tx.query(fmt::format("SELECT c.id, p.met, p.unmet, p.unknown FROM scorecards_campaigns c JOIN "
                            "scorecards_progress p ON p.campaign_id = c.id AND p.at = c.progress_at WHERE c.id IN ({}) "
                            "AND {}",
                            marks, visible.where),
                params))
    out[row.text(0)].add({row.integer(1), row.integer(2), row.integer(3)});
  return out;
}

std::vector<TeamProgress> CampaignStore::teams(db::Tx& tx, const std::string& id,
                                               const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  std::vector<TeamProgress> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT p.team_ref, p.is_public, p.met, p.unmet, p.unknown FROM scorecards_campaigns c JOIN "
                       "scorecards_progress p ON p.campaign_id = c.id AND p.at = c.progress_at WHERE c.id = ? AND "
                       "{} ORDER BY p.team_ref, p.is_public",
                       visible.where),
           params))
    out.push_back({row.text(0), row.boolean(1), {row.integer(2), row.integer(3), row.integer(4)}});
  return out;
}

std::vector<ProgressPoint> CampaignStore::points(db::Tx& tx, const std::string& id,
                                                 const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  std::vector<ProgressPoint> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT p.at, p.met, p.unmet, p.unknown FROM scorecards_progress p WHERE p.campaign_id = ? AND "
                       "{} ORDER BY p.at",
                       visible.where),
           params)) {
    if (out.empty() || out.back().at != row.time(0)) out.push_back({row.time(0), {}});
    out.back().progress.add({row.integer(1), row.integer(2), row.integer(3)});
  }
  return out;
}

}  // namespace towpath::scorecards
