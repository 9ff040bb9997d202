#include "campaign_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::scorecards {
namespace {

constexpr std::size_t longest_title = 120, longest_text = 2'000;
constexpr std::chrono::hours reminders[] = {std::chrono::hours(24 * 7), std::chrono::hours(24)};  // before the end
constexpr std::chrono::hours longest_campaign{24 * 366};
constexpr std::chrono::milliseconds gathering{300};  // changes of results that come together are counted once

void must(const Status& status) {
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

Error no_campaign(const std::string& id) {
  return not_found("scorecards.campaign_not_found", fmt::format("There is no campaign {}.", id))
      .with_hint("towpath campaign list");
}

/// The next moment at which something is to be done: a reminder, or the end.
UtcTime next_wake(const Campaign& campaign, UtcTime now) {
  for (const auto before : reminders)
    if (campaign.due_at - before > now) return campaign.due_at - before;
  return campaign.due_at;
}

/// Points are kept by the minute; the first one, where it began, stays.
UtcTime point_of(const Campaign& campaign, UtcTime now) {
  return std::max(campaign.starts_at + std::chrono::microseconds(1),
                  UtcTime(std::chrono::floor<std::chrono::minutes>(now)));
}

std::vector<TeamProgress> by_team(const std::vector<CampaignStore::Open>& owners) {
  std::map<std::pair<std::string, bool>, Progress> teams;
  for (const CampaignStore::Open& each : owners) teams[{team_of(each.owner_ref), each.is_public}].add(each.progress);
  std::vector<TeamProgress> out;
  for (const auto& [key, progress] : teams) out.push_back({key.first, key.second, progress});
  return out;
}

bool is_same(const std::vector<TeamProgress>& a, const std::vector<TeamProgress>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const TeamProgress& x, const TeamProgress& y) {
    return x.team_ref == y.team_ref && x.is_public == y.is_public && x.progress == y.progress;
  });
}

std::string link_to(const Campaign& campaign) { return "/campaigns/" + campaign.id; }

}  // namespace

auth::SqlCondition CampaignService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, "scorecard.read"), "p.team_ref", "", "p.is_public");
}

SeenCampaign CampaignService::seen(Campaign campaign) const {
  SeenCampaign out;
  const auto scorecard = definitions_.find(campaign.scorecard);
  out.scorecard_title = scorecard.has_value() ? scorecard->title : campaign.scorecard;
  for (const std::string& id : campaign.checks) {
    const Check* check = scorecard.has_value() ? find_check(*scorecard, id) : nullptr;
    out.checks.emplace_back(id, check ? check->title : id);
  }
  out.campaign = std::move(campaign);
  return out;
}

CampaignDetail CampaignService::detail(db::Tx& tx, const auth::Principal& principal, Campaign campaign) const {
  CampaignDetail out;
  const auth::SqlCondition condition = visible(principal);
  std::map<std::string, Progress> teams;
  for (const TeamProgress& each : store_.teams(tx, campaign.id, condition)) teams[each.team_ref].add(each.progress);
  out.points = store_.points(tx, campaign.id, condition);
  out.seen = seen(std::move(campaign));
  for (const auto& [team, progress] : teams) {
    out.teams.push_back({team, false, progress});
    out.seen.progress.add(progress);
  }
  return out;
}

Result<CampaignPage> CampaignService::list(const auth::Principal& principal, const std::string& state,
                                           const std::string& after, std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "campaign.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<CampaignPage> {
    CampaignPage page;
    std::vector<std::string> ids;
    for (Campaign& campaign : store_.list(tx, state, after, limit + 1)) {
      if (page.items.size() == limit) {
        page.next = page.items.back().campaign.id;
        break;
      }
      ids.push_back(campaign.id);
      page.items.push_back(seen(std::move(campaign)));
    }
    const auto progress = store_.latest(tx, ids, visible(principal));
    for (SeenCampaign& each : page.items)
      if (const auto found = progress.find(each.campaign.id); found != progress.end()) each.progress = found->second;
    page.total = store_.count(tx, state);
    return page;
  });
}

Result<CampaignDetail> CampaignService::get(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "campaign.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<CampaignDetail> {
    auto found = store_.find(tx, id);
    if (!found) return no_campaign(id);
    return detail(tx, principal, std::move(*found));
  });
}

Result<CampaignDetail> CampaignService::start(const auth::Principal& principal, const NewCampaign& wanted) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "campaign.start", {}));
  TRY(const Scorecard scorecard, definitions_.find(wanted.scorecard));
  const UtcTime now = kernel_.clock.now();
  Error error = invalid_input("scorecards.invalid_campaign", "This campaign cannot be started as it is.");
  Campaign campaign;
  campaign.title = std::string(trim(wanted.title));
  campaign.why = std::string(trim(wanted.why));
  if (campaign.title.empty() || campaign.title.size() > longest_title)
    error.add_field("/title", fmt::format("must say what it is about, in at most {} bytes", longest_title));
  if (campaign.why.empty() || campaign.why.size() > longest_text)
    error.add_field("/why", fmt::format("must say why, in at most {} bytes: everybody asked reads it", longest_text));
  if (wanted.due_at <= now || wanted.due_at > now + longest_campaign)
    error.add_field("/dueAt", "must be in the future, and within a year");
  campaign.level = wanted.level;
  const auto top = std::find(scorecard.levels.begin(), scorecard.levels.end(), wanted.level);
  if (!wanted.level.empty() && top == scorecard.levels.end())
    error.add_field("/level", fmt::format("must be one of {}", join(scorecard.levels, ", ")));
  for (std::size_t i = 0; i < wanted.checks.size(); ++i)
    if (!find_check(scorecard, wanted.checks[i]))
      error.add_field(fmt::format("/checks/{}", i), fmt::format("'{}' is no check of it", wanted.checks[i]));
  if (wanted.checks.empty() == wanted.level.empty())
    error.add_field("/checks", "must name checks, or /level a level, and not both");
  for (const Check& check : scorecard.checks) {
    const bool is_named = std::find(wanted.checks.begin(), wanted.checks.end(), check.id) != wanted.checks.end();
    const bool is_below =
        top != scorecard.levels.end() && std::find(scorecard.levels.begin(), top + 1, check.level) != top + 1;
    if (is_named || is_below) campaign.checks.push_back(check.id);
  }
  const auto group = [&](const std::string& text, const char* field) -> std::string {
    const auto ref = catalog::EntityRef::parse(text, "group");
    if (!ref.has_value() || ref->kind() != "group") {
      error.add_field(field, "must be a group");
      return "";
    }
    return ref->to_string();
  };
  if (!wanted.team_ref.empty()) campaign.team_ref = group(wanted.team_ref, "/team");
  campaign.owner_ref = group(wanted.owner_ref, "/owner");
  if (!error.fields().empty()) return error;
  campaign.id = new_ulid();
  campaign.scorecard = scorecard.name;
  campaign.starts_at = now;
  campaign.due_at = wanted.due_at;
  const Audience audience = audience_of(campaign, true);
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.insert(tx, campaign, next_wake(campaign, now));
    store_.put_progress(tx, campaign.id, now, by_team(store_.count_by_owner(tx, campaign)));
    announce(tx, "scorecards.campaign.started", campaign, principal.ref);
    remind(tx, campaign, "A bar is raised", audience);
    tx.notify(channel);
    return ok();
  }));
  return get(principal, campaign.id);
}

Result<CampaignDetail> CampaignService::end(const auth::Principal& principal, const std::string& id,
                                            const std::string& reason) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "campaign.end", {}));
  if (trim(reason).empty() || reason.size() > longest_text)
    return invalid_input("scorecards.invalid_campaign", "A campaign ends before its date only with a reason.")
        .with_field("/reason", fmt::format("must say why, in at most {} bytes", longest_text))
        .with_hint(fmt::format("towpath campaign end {} --reason \"...\"", id));
  const auto found = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, id); });
  if (!found) return no_campaign(id);
  const Audience audience = audience_of(*found, false);
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    auto campaign = store_.find(tx, id);
    if (campaign->state != "running")
      return conflict("scorecards.campaign_over", fmt::format("{} has ended already.", campaign->title));
    finish(tx, *campaign, "ended", std::string(trim(reason)), principal.ref, audience);
    return ok();
  }));
  return get(principal, id);
}

void CampaignService::finish(db::Tx& tx, Campaign& campaign, const char* state, const std::string& reason,
                             const std::string& actor, const Audience& audience) {
  campaign.state = state;
  campaign.end_reason = reason;
  campaign.ended_at = kernel_.clock.now();
  store_.end(tx, campaign);
  announce(tx, "scorecards.campaign.ended", campaign, actor);
  bell_.tell(tx, audience.at(campaign.owner_ref),
             campaign.state == "done" ? "Done: " + campaign.title : "Ended: " + campaign.title, reason,
             link_to(campaign));
}

CampaignService::Audience CampaignService::audience_of(const Campaign& campaign, bool with_owners) const {
  Audience out;
  out[campaign.owner_ref] = bell_.people(campaign.owner_ref);
  if (!with_owners) return out;
  for (const CampaignStore::Open& each :
       kernel_.db.read([&](db::Tx& tx) { return store_.count_by_owner(tx, campaign); }))
    if (each.progress.met < each.progress.all() && !each.owner_ref.empty() && !out.contains(each.owner_ref))
      out[each.owner_ref] = bell_.people(each.owner_ref);
  return out;
}

void CampaignService::record(db::Tx& tx, Campaign& campaign, const Audience& audience, UtcTime now) {
  const auto teams = by_team(store_.count_by_owner(tx, campaign));
  if (!is_same(teams, store_.progress(tx, campaign.id))) {
    store_.put_progress(tx, campaign.id, point_of(campaign, now), teams);
    announce(tx, "scorecards.campaign.progressed", campaign, "system");
  }
  Progress all;
  for (const TeamProgress& each : teams) all.add(each.progress);
  if (all.met > 0 && all.met == all.all())
    finish(tx, campaign, "done", fmt::format("All {} meet it.", all.met), "system", audience);
  else if (campaign.due_at <= now)
    finish(tx, campaign, "over", fmt::format("{} of {} meet it.", all.met, all.all()), "system", audience);
}

void CampaignService::remind(db::Tx& tx, const Campaign& campaign, const std::string& opening,
                             const Audience& audience) {
  std::map<std::string, Progress> owners;
  for (const CampaignStore::Open& each : store_.count_by_owner(tx, campaign)) owners[each.owner_ref].add(each.progress);
  for (const auto& [owner, progress] : owners) {
    const std::int64_t open = progress.unmet + progress.unknown;
    const auto people = audience.find(owner);
    if (open == 0 || people == audience.end()) continue;
    bell_.tell(tx, people->second, fmt::format("{}: {}", opening, campaign.title),
               fmt::format("{} of {} that you own {} not meet it yet. It is due on {}. {}", open, progress.all(),
                           open == 1 ? "does" : "do", to_rfc3339(campaign.due_at).substr(0, 10), campaign.why),
               link_to(campaign));
  }
}

void CampaignService::announce(db::Tx& tx, const char* type, const Campaign& campaign, const std::string& actor) {
  kernel_.events.append(tx,
                        {.type = type,
                         .subject = "campaign:" + campaign.id,
                         .actor = actor,
                         .payload = boost::json::serialize(boost::json::object{{"campaign", campaign.id},
                                                                               {"title", campaign.title},
                                                                               {"scorecard", campaign.scorecard},
                                                                               {"state", campaign.state}})});
}

void CampaignService::result_changed(const std::string& scorecard, const std::string& check) {
  const auto running = kernel_.db.read([&](db::Tx& tx) { return store_.running(tx); });
  const bool is_asked_for = std::any_of(running.begin(), running.end(), [&](const Campaign& campaign) {
    const auto& checks = campaign.checks;
    return campaign.scorecard == scorecard &&
           (check.empty() || std::find(checks.begin(), checks.end(), check) != checks.end());
  });
  if (!is_asked_for) return;
  {
    const std::lock_guard lock(mutex_);
    if (is_gathering_) return;
    is_gathering_ = true;
  }
  kernel_.jobs.after(gathering, "progress of campaigns", [this](std::stop_token stop) { settle(stop); });
}

std::optional<UtcTime> CampaignService::settle(std::stop_token stop) {
  {
    const std::lock_guard lock(mutex_);
    is_gathering_ = false;
  }
  const UtcTime now = kernel_.clock.now();
  std::set<std::string> due;
  for (const Campaign& campaign : kernel_.db.read([&](db::Tx& tx) { return store_.due(tx, now); }))
    due.insert(campaign.id);
  for (const Campaign& each : kernel_.db.read([&](db::Tx& tx) { return store_.running(tx); })) {
    if (stop.stop_requested()) return std::nullopt;
    const bool is_due = due.contains(each.id);
    const Audience audience = audience_of(each, is_due);
    must(kernel_.db.transact([&](db::Tx& tx) -> Status {
      auto campaign = store_.find(tx, each.id);
      if (campaign->state != "running") return ok();
      record(tx, *campaign, audience, now);
      // Another server, or the count after a change, may be at it, too: one of them reminds.
      if (!is_due || campaign->state != "running" || !store_.take_wake(tx, each.id, now, next_wake(*campaign, now)))
        return ok();
      remind(tx, *campaign, "Still to do", audience);
      announce(tx, "scorecards.campaign.reminded", *campaign, "system");
      return ok();
    }));
  }
  return kernel_.db.read([&](db::Tx& tx) { return store_.next_wake(tx); });
}

}  // namespace towpath::scorecards
