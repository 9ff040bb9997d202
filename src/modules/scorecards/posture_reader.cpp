#include "posture_reader.h"

#include <algorithm>
#include <map>

namespace towpath::scorecards {
namespace {

constexpr std::size_t most_failing = 1000;

/// Scorecards that are in force, by name.
std::map<std::string_view, const Scorecard*> enabled(const std::vector<Scorecard>& all) {
  std::map<std::string_view, const Scorecard*> out;
  for (const Scorecard& each : all)
    if (each.is_enabled) out.emplace(each.name, &each);
  return out;
}

/// From 1; 0 for a word that is no level of it.
std::int64_t rank_of(const Scorecard& scorecard, const std::string& level) {
  const auto found = std::find(scorecard.levels.begin(), scorecard.levels.end(), level);
  return found == scorecard.levels.end() ? 0 : found - scorecard.levels.begin() + 1;
}

/// The rank that is asked of a team's components.
std::int64_t asked_rank(const Scorecard& scorecard, const std::string& team, const std::vector<Campaign>& running) {
  std::int64_t out = 1;
  for (const Campaign& campaign : running)
    if (campaign.scorecard == scorecard.name && (campaign.team_ref.empty() || campaign.team_ref == team))
      out = std::max(out, rank_of(scorecard, campaign.level));
  return out;
}

}  // namespace

std::vector<ComponentStanding> PostureReader::components(const PostureScope& scope) {
  const Definitions::All all = definitions_.all();
  const auto in_force = enabled(*all);
  std::vector<Campaign> running;
  const auto rows = kernel_.db.read([&](db::Tx& tx) {
    running = campaigns_.running(tx);
    return store_.standings(tx, scope);
  });
  std::vector<ComponentStanding> out;
  for (const PostureStore::StandingRow& row : rows) {
    const auto scorecard = in_force.find(row.scorecard);
    if (scorecard == in_force.end() || scorecard->second->levels.empty()) continue;
    const std::int64_t asked = asked_rank(*scorecard->second, row.team_ref, running);
    out.push_back({row.entity_ref, row.scorecard, scorecard->second->title, row.level,
                   scorecard->second->levels[static_cast<std::size_t>(asked - 1)], row.rank >= asked, row.since});
  }
  return out;
}

FailingChecks PostureReader::failing(const PostureScope& scope) {
  const Definitions::All all = definitions_.all();
  const auto in_force = enabled(*all);
  std::vector<PostureStore::AgeRow> ages;
  FailingChecks out;
  kernel_.db.read([&](db::Tx& tx) {
    ages = store_.ages(tx, scope);
    out.longest = ages.empty() ? std::vector<FailingCheck>() : store_.failing(tx, scope, most_failing);
    out.is_checked = !ages.empty() || store_.has_results(tx, scope);
    return 0;
  });
  for (const PostureStore::AgeRow& row : ages)
    if (in_force.contains(row.scorecard)) out.ages.push_back(row.failing);
  std::erase_if(out.longest, [&](const FailingCheck& each) { return !in_force.contains(each.scorecard); });
  for (FailingCheck& each : out.longest) {
    const Check* check = find_check(*in_force.at(each.scorecard), each.check);
    each.title = check ? check->title : each.check;
  }
  return out;
}

}  // namespace towpath::scorecards
