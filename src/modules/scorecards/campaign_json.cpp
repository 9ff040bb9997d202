#include "campaign_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::scorecards {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::object value_of(const Progress& progress) {
  return {{"met", progress.met}, {"unmet", progress.unmet}, {"unknown", progress.unknown}};
}

json::object value_of(const SeenCampaign& seen) {
  const Campaign& c = seen.campaign;
  json::array checks;
  for (const auto& [id, title] : seen.checks) checks.push_back(json::object{{"id", id}, {"title", title}});
  return {{"id", c.id},
          {"title", c.title},
          {"why", c.why},
          {"scorecard", c.scorecard},
          {"scorecardTitle", seen.scorecard_title},
          {"checks", std::move(checks)},
          {"level", text_or_null(c.level)},
          {"team", text_or_null(c.team_ref)},
          {"owner", c.owner_ref},
          {"state", c.state},
          {"endReason", text_or_null(c.end_reason)},
          {"startsAt", to_rfc3339(c.starts_at)},
          {"dueAt", to_rfc3339(c.due_at)},
          {"endedAt", time_or_null(c.ended_at)},
          {"progress", value_of(seen.progress)}};
}

}  // namespace

std::string campaign_page_body(const CampaignPage& page) {
  json::array items;
  for (const SeenCampaign& each : page.items) items.push_back(value_of(each));
  return json::serialize(
      json::object{{"items", std::move(items)}, {"next", text_or_null(page.next)}, {"total", page.total}});
}

std::string campaign_body(const CampaignDetail& detail) {
  json::object out = value_of(detail.seen);
  json::array teams, points;
  for (const TeamProgress& each : detail.teams)
    teams.push_back(json::object{{"team", text_or_null(each.team_ref)}, {"progress", value_of(each.progress)}});
  for (const ProgressPoint& each : detail.points)
    points.push_back(json::object{{"at", to_rfc3339(each.at)}, {"progress", value_of(each.progress)}});
  out["teams"] = std::move(teams);
  out["points"] = std::move(points);
  return json::serialize(out);
}

}  // namespace towpath::scorecards
