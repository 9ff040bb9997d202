#include "environment_views_routes.h"

#include <boost/json.hpp>

#include "delivery_json.h"
#include "http/query_reader.h"
#include "json/nullable.h"
#include "plan_costs.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::value optional_text(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::object to_json(const MatrixRow& row) {
  json::object out = delivery::to_json(row.status);
  std::size_t i = 0;
  for (json::value& each : out["environments"].as_array()) {
    const EnvironmentStatus& place = row.status.environments[i++];
    json::object& cell = each.as_object();
    const auto lag = row.lag.find(place.environment.name);
    cell["lag"] = lag == row.lag.end() ? json::value(nullptr) : json::value(lag->second);
    cell["expiresAt"] = towpath::json::time_or_null(place.environment.expires_at);
    cell["lastRun"] =
        place.latest && !place.latest->run_id.empty() ? json::value(place.latest->run_id) : json::value(nullptr);
  }
  return out;
}

json::array to_json(const std::vector<forge::Commit>& commits) {
  json::array out;
  for (const forge::Commit& commit : commits)
    out.push_back(json::object{{"sha", commit.sha},
                               {"subject", commit.message.substr(0, commit.message.find('\n'))},
                               {"author", commit.author_name},
                               {"committedAt", to_rfc3339(commit.committed_at)}});
  return out;
}

json::array to_json(const std::vector<Difference>& differences) {
  json::array out;
  for (const Difference& each : differences)
    out.push_back(
        json::object{{"name", each.name}, {"from", optional_text(each.from)}, {"to", optional_text(each.to)}});
  return out;
}

json::object side_of(const EnvironmentStatus& place, std::int64_t configuration) {
  return {{"environment", place.environment.name},
          {"type", place.environment.type},
          {"release", place.release ? json::value(place.release->number) : json::value(nullptr)},
          {"commit", place.release ? json::value(place.release->commit) : json::value(nullptr)},
          {"configurationVersion", configuration}};
}

json::object to_json(const Comparison& c) {
  return {{"from", side_of(c.from, c.from_configuration)},
          {"to", side_of(c.to, c.to_configuration)},
          {"commits", to_json(c.commits)},
          {"missing", to_json(c.missing)},
          {"configuration", to_json(c.configuration)},
          {"resources", to_json(c.resources)}};
}

json::object to_json(const Happening& h) {
  return {{"sequence", h.sequence},
          {"at", to_rfc3339(h.at)},
          {"kind", h.kind},
          {"component", h.component},
          {"environment", h.environment},
          {"actor", h.actor},
          {"state", h.state},
          {"title", h.title},
          {"deployment", h.deployment.empty() ? json::value(nullptr) : json::value(h.deployment)}};
}

/// Sums and how much is in none of them.
json::object now_json(const CostTotal& total) {
  json::array sums;
  for (const CostSum& sum : total.sums)
    sums.push_back(json::object{{"currency", sum.currency}, {"monthly", units(sum.after)}});
  return {{"sums", std::move(sums)}, {"unknown", total.unknown.size()}};
}

json::object to_json(const ComponentCosts& c) {
  json::array resources;
  for (const PricedResource& each : c.resources) {
    json::object cost = to_json(each.cost);
    cost["id"] = each.resource.id;
    cost["type"] = each.resource.type;
    cost["definition"] = each.resource.definition;
    cost["state"] = each.resource.state;
    resources.push_back(std::move(cost));
  }
  json::object out = now_json(c.total);
  out["component"] = c.component;
  out["resources"] = std::move(resources);
  return out;
}

json::object to_json(const EnvironmentCosts& costs) {
  json::object out = now_json(costs.total);
  out["project"] = costs.environment.project_id;
  out["environment"] = costs.environment.name;
  out["environmentType"] = costs.environment.type;
  json::array components;
  for (const ComponentCosts& each : costs.components) components.push_back(to_json(each));
  out["components"] = std::move(components);
  return out;
}

std::string required(http::QueryReader& query, std::string_view name) {
  std::string text = query.text(name);
  if (text.empty()) query.problem(name, "is required");
  return text;
}

}  // namespace

void add_view_routes(http::Router& router, EnvironmentViews& views) {
  const auto add = [&](const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("/api/v1/environment-matrix", "deployment.read",
      [&views](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string component = query.text("component"), project = query.text("project"),
                          after = query.text("after");
        const std::size_t limit = query.limit(50, 100);
        CHECK_OK(query.finish());
        TRY(const MatrixPage page, views.matrix(request.principal, component, project, after, limit));
        json::array items;
        for (const MatrixRow& row : page.rows) items.push_back(to_json(row));
        return http::json_response(
            200,
            json::serialize(json::object{{"items", std::move(items)},
                                         {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}}));
      });
  add("/api/v1/components/{name}/comparison", "configuration.read",
      [&views](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string from = required(query, "from"), to = required(query, "to");
        CHECK_OK(query.finish());
        TRY(const Comparison comparison,
            views.compare(request.principal, std::string(request.param("name")), from, to));
        return http::json_response(200, json::serialize(to_json(comparison)));
      });
  add("/api/v1/environments/{project}/{name}/costs", "resource.read",
      [&views](const http::Request& request) -> Result<http::Response> {
        TRY(const EnvironmentCosts costs,
            views.costs(request.principal, std::string(request.param("project")), std::string(request.param("name"))));
        return http::json_response(200, json::serialize(to_json(costs)));
      });
  add("/api/v1/happenings", "deployment.read", [&views](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string component = query.text("component"), environment = query.text("environment");
    const auto from = query.time("from"), to = query.time("to");
    if (!from) query.problem("from", "is required");
    if (!to) query.problem("to", "is required");
    CHECK_OK(query.finish());
    TRY(const auto list, views.happened(request.principal, component, environment, *from, *to));
    json::array items;
    for (const Happening& each : list) items.push_back(to_json(each));
    return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
  });
}

}  // namespace towpath::delivery
