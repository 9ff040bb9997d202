#include "activity_routes.h"

#include <boost/json.hpp>

#include "base/strings.h"
#include "http/query_reader.h"
#include "json/nullable.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::object value_of(const ComponentActivity& activity) {
  json::array running, days;
  for (const RunningVersion& each : activity.running)
    running.push_back(json::object{
        {"environment", each.environment},
        {"type", each.type},
        {"health", each.health},
        {"release", text_or_null(each.release_number > 0 ? "rel-" + std::to_string(each.release_number) : "")},
        {"deployedAt", time_or_null(each.deployed_at)}});
  for (const ComponentActivity::Day& day : activity.days)
    days.push_back(json::object{{"succeeded", day.succeeded}, {"failed", day.failed}});
  json::value last = nullptr;
  if (activity.last)
    last = json::object{{"id", activity.last->id},
                        {"environment", activity.last->environment},
                        {"state", activity.last->state},
                        {"at", to_rfc3339(activity.last->at)}};
  return {{"component", activity.component},
          {"running", std::move(running)},
          {"lastDeployment", std::move(last)},
          {"days", std::move(days)}};
}

json::object value_of(const TimelineItem& item) {
  return {{"kind", item.kind},
          {"id", item.id},
          {"at", to_rfc3339(item.at)},
          {"finishedAt", time_or_null(item.finished_at)},
          {"title", item.title},
          {"state", text_or_null(item.state)},
          {"environment", text_or_null(item.environment)},
          {"actor", item.actor},
          {"run", text_or_null(item.run)}};
}

}  // namespace

void add_activity_routes(http::Router& router, Activity& activity) {
  const auto add = [&](const char* pattern, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = "deployment.read", .handler = std::move(handler)});
  };

  add("/api/v1/component-activity", [&activity](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string names = query.text("components");
    if (names.empty()) query.problem("components", "is required");
    CHECK_OK(query.finish());
    TRY(const auto list, activity.of(request.principal, split(names, ',')));
    json::array items;
    for (const ComponentActivity& each : list) items.push_back(value_of(each));
    return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
  });

  add("/api/v1/components/{name}/timeline", [&activity](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string after = query.text("after");
    const std::size_t limit = query.limit(50, 100);
    CHECK_OK(query.finish());
    TRY(const TimelinePage page,
        activity.timeline(request.principal, std::string(request.param("name")), after, limit));
    json::array items;
    for (const TimelineItem& item : page.items) items.push_back(value_of(item));
    return http::json_response(
        200, json::serialize(json::object{{"items", std::move(items)}, {"next", text_or_null(page.next)}}));
  });
}

}  // namespace towpath::delivery
