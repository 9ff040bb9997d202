#include "delivery_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "definition_json.h"
#include "delivery_json.h"
#include "http/list_answer.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

std::string param(const http::Request& request, std::string_view name) { return std::string(request.param(name)); }

std::string required(http::QueryReader& query, std::string_view name) {
  std::string text = query.text(name);
  if (text.empty()) query.problem(name, "is required");
  return text;
}

/// Whether a deletion is to be planned only, and whether it takes the data at once.
struct DeletionQuery {
  bool plan = false, purge = false;
};
Result<DeletionQuery> deletion_of(const http::Request& request) {
  http::QueryReader query(request);
  const DeletionQuery out{query.flag("plan"), query.flag("purge")};
  CHECK_OK(query.finish());
  return out;
}

/// What a run that waits is to be told, where one of its nodes does not know what came of it; "" for any other.
std::string answer_wanted(runs::Runs& runs, const auth::Principal& principal, const std::string& run) {
  const auto whole = runs.get(principal, runs::RunId(run));
  if (!whole.has_value() || whole->state != runs::RunState::waiting) return "";
  for (const runs::Node& node : whole->nodes)
    if (node.state == runs::NodeState::unknown && node.error) return node.error->hint();
  return "";
}

/// What to do about a run that failed, or waits for an answer, as its own page says it; "" for any other.
std::string next_action(runs::Runs& runs, const auth::Principal& principal, const std::string& run) {
  const auto why = runs.explain(principal, runs::RunId(run));
  if (!why.has_value()) return "";
  const std::string next = why.value() ? why.value()->next_action : answer_wanted(runs, principal, run);
  return next.empty() ? "" : fmt::format("{} (the whole run: towpath run show {})", next, run);
}

/// Plans or starts what a body asks for.
Result<http::Response> begin(Delivery& delivery, const http::Request& request, Mode mode) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  Delivery::Request wanted;
  wanted.mode = mode;
  wanted.component = body.required_string("component");
  if (mode == Mode::promote) {
    wanted.from = body.required_string("from");
    wanted.environment = body.required_string("to");
  } else {
    wanted.environment = body.required_string("environment");
  }
  if (mode == Mode::deploy) wanted.release_id = body.optional_string("release").value_or("");
  if (mode == Mode::rollback) wanted.deployment_id = body.optional_string("deployment").value_or("");
  wanted.reason = body.optional_string("reason").value_or("");
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  if (mode == Mode::deploy || mode == Mode::promote) {
    wanted.override_freeze = body.optional_string("overrideFreeze").value_or("");
    wanted.override_reason = body.optional_string("override").value_or("");
  }
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (plan) {
    TRY(const auto actions, delivery.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, delivery.start(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

/// Plans or starts a clone of the environment in the path.
Result<http::Response> clone(Delivery& delivery, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  Delivery::CloneRequest wanted;
  wanted.project = param(request, "project");
  wanted.from = param(request, "name");
  wanted.name = body.required_string("name");
  wanted.type = body.optional_string("type").value_or("ephemeral");
  if (const auto ttl = body.optional_integer("ttlSeconds")) wanted.ttl = std::chrono::seconds(*ttl);
  wanted.reason = body.optional_string("reason").value_or("");
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (plan) {
    TRY(const auto actions, delivery.plan_clone(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, delivery.clone_environment(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

}  // namespace

void add_routes(http::Router& router, Delivery& delivery, runs::Runs& runs) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/environments", "environment.read",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string project = query.text("project");
        CHECK_OK(query.finish());
        TRY(const auto list, delivery.environments(request.principal, project));
        return http::list_answer(list);
      });
  add("POST", "/api/v1/environments", "environment.create",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const std::string project = body.required_string("project"), name = body.required_string("name"),
                          type = body.required_string("type");
        const auto ttl = body.optional_integer("ttlSeconds");
        CHECK_OK(body.finish());
        TRY(const Environment environment,
            delivery.create_environment(request.principal, project, name, type,
                                        ttl ? std::optional(std::chrono::seconds(*ttl)) : std::nullopt));
        return http::json_response(201, json::serialize(to_json(environment)));
      });
  add("POST", "/api/v1/environments/{project}/{name}/clones", "environment.create",
      [&delivery](const http::Request& request) { return clone(delivery, request); });
  add("DELETE", "/api/v1/environments/{project}/{name}", "environment.delete",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        TRY(const DeletionQuery wanted, deletion_of(request));
        if (wanted.plan) {
          TRY(const auto actions,
              delivery.plan_environment_deletion(request.principal, param(request, "project"), param(request, "name")));
          return http::json_response(200, json::serialize(plan_to_json(actions)));
        }
        TRY(const Started started, delivery.delete_environment(request.principal, param(request, "project"),
                                                               param(request, "name"), wanted.purge));
        return http::json_response(202, json::serialize(to_json(started)));
      });
  add("DELETE", "/api/v1/components/{name}", "component.delete",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        TRY(const DeletionQuery wanted, deletion_of(request));
        if (wanted.plan) {
          TRY(const auto actions, delivery.plan_component_deletion(request.principal, param(request, "name")));
          return http::json_response(200, json::serialize(plan_to_json(actions)));
        }
        TRY(const Started started, delivery.delete_component(request.principal, param(request, "name"), wanted.purge));
        return http::json_response(202, json::serialize(to_json(started)));
      });
  add("GET", "/api/v1/components/{name}/status", "deployment.read",
      [&delivery, &runs](const http::Request& request) -> Result<http::Response> {
        TRY(const ComponentStatus status, delivery.status(request.principal, param(request, "name")));
        json::object out = to_json(status);
        for (std::size_t i = 0; i < status.environments.size(); ++i)
          if (const auto& latest = status.environments[i].latest; !status.environments[i].next_action.empty())
            if (std::string next = next_action(runs, request.principal, latest->run_id); !next.empty())
              out["environments"].as_array()[i].as_object()["nextAction"] = std::move(next);
        runs::RunFilter filter;
        filter.project_id = status.component.project_id;
        filter.limit = 1;
        TRY(const runs::RunPage last, runs.list(request.principal, filter));
        out["lastRun"] = nullptr;
        for (const runs::Run& run : last.items)
          out["lastRun"] = json::object{{"id", run.id.text()},
                                        {"number", run.number},
                                        {"title", run.title},
                                        {"state", to_string(run.state)},
                                        {"error", run.error ? run.error->message() : ""},
                                        {"nextAction", next_action(runs, request.principal, run.id.text())}};
        return http::json_response(200, json::serialize(out));
      });
  add("GET", "/api/v1/releases", "deployment.read",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string component = required(query, "component");
        CHECK_OK(query.finish());
        TRY(const auto list, delivery.releases(request.principal, component));
        return http::list_answer(list);
      });

  struct Verb {
    const char *path, *permission;
    Mode mode;
  };
  for (const Verb& verb : {Verb{"/api/v1/deployments", "deployment.deploy", Mode::deploy},
                           Verb{"/api/v1/promotions", "deployment.promote", Mode::promote},
                           Verb{"/api/v1/rollbacks", "deployment.rollback", Mode::rollback},
                           Verb{"/api/v1/restarts", "deployment.restart", Mode::restart},
                           Verb{"/api/v1/stops", "deployment.stop", Mode::stop}})
    add("POST", verb.path, verb.permission,
        [&delivery, mode = verb.mode](const http::Request& request) { return begin(delivery, request, mode); });

  add("GET", "/api/v1/deployments", "deployment.read",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string component = query.text("component"), environment = query.text("environment"),
                          after = query.ulid("after");
        const std::size_t limit = query.limit();
        CHECK_OK(query.finish());
        TRY(auto list, delivery.deployments(request.principal, component, environment, after, limit + 1));
        const bool is_last = list.size() <= limit;
        if (!is_last) list.resize(limit);
        return http::list_answer(list, is_last ? "" : list.back().id);
      });
  add("GET", "/api/v1/deployments/{id:ulid}", "deployment.read",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        TRY(const Deployment deployment, delivery.deployment(request.principal, param(request, "id")));
        return http::json_response(200, json::serialize(to_json(deployment)));
      });

  add("GET", "/api/v1/resources", "resource.read", [&delivery](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string component = query.text("component"), environment = query.text("environment");
    CHECK_OK(query.finish());
    TRY(const auto list, delivery.resources(request.principal, component, environment));
    return http::list_answer(list);
  });
  add("GET", "/api/v1/resources/explanation", "resource.read",
      [&delivery](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string component = required(query, "component"), environment = required(query, "environment"),
                          resource = required(query, "resource");
        CHECK_OK(query.finish());
        TRY(const auto resources, delivery.explain(request.principal, component, environment, resource));
        json::array items;
        for (const Delivery::ExplainedResource& each : resources) items.push_back(to_json(each));
        return http::json_response(200, json::serialize(json::object{{"resources", std::move(items)}}));
      });

  const auto configuration_of = [](const Delivery::Configuration& configuration) {
    json::object values;
    for (const auto& [key, value] : configuration.values) values[key] = value;
    return http::json_response(
        200, json::serialize(json::object{{"version", configuration.version}, {"values", std::move(values)}}));
  };
  add("GET", "/api/v1/configuration/{component}/{environment}", "configuration.read",
      [&delivery, configuration_of](const http::Request& request) -> Result<http::Response> {
        TRY(const auto configuration,
            delivery.configuration(request.principal, param(request, "component"), param(request, "environment")));
        return configuration_of(configuration);
      });
  add("PUT", "/api/v1/configuration/{component}/{environment}", "configuration.write",
      [&delivery, configuration_of](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        auto values = body.required_object("values");
        std::map<std::string, std::string> map;
        for (const std::string& key : values.keys()) map[key] = values.required_string(key);
        CHECK_OK(body.finish());
        TRY(const auto configuration,
            delivery.configure(request.principal, param(request, "component"), param(request, "environment"), map));
        return configuration_of(configuration);
      });
}

}  // namespace towpath::delivery
