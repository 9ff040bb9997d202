#include <fmt/core.h>

#include <boost/json.hpp>
#include <set>

#include "delivery_service.h"
#include "log/log.h"
#include "sleep_events.h"

// Putting environments to sleep and waking them: what is begun here is done by runs.
namespace towpath::delivery {
Result<std::vector<SleepRun>> DeliveryService::put_to_sleep(const auth::Principal& principal,
                                                            const std::string& project, const std::string& name,
                                                            const std::string& reason) {
  return begin_sleep(principal, project, name, reason, std::chrono::seconds(0));
}

Result<std::vector<SleepRun>> DeliveryService::begin_sleep(const auth::Principal& principal, const std::string& project,
                                                           const std::string& name, const std::string& reason,
                                                           std::chrono::seconds unused_for) {
  return kernel_.db.transact([&](db::Tx& tx) -> Result<std::vector<SleepRun>> {
    TRY(const Environment environment, environment_of(tx, principal, project, name));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "environment.sleep",
                         {environment.owner_ref, project, environment.type}));
    if (environment.type == "production")
      return conflict("delivery.never_sleeps",
                      fmt::format("'{}' is a production environment; those never sleep.", name))
          .with_hint(fmt::format("Stop a component there with: towpath stop COMPONENT {}", name));
    if (environment.state != "active")
      return conflict("delivery.environment_deleting", fmt::format("The environment '{}' is being deleted.", name));
    std::vector<SleepRun> out;
    for (const Component& component : stores_.environments.components(tx, project)) {
      const auto current = stores_.deployments.current(tx, component.name, name);
      if (!current || current->instance_id.empty() || stores_.sleepers.find(tx, component.name, name)) continue;
      if (!stores_.deployments.unfinished(tx, component.name, name).empty())
        return conflict("delivery.deployment_in_progress",
                        fmt::format("'{}' is being deployed to '{}'.", component.name, name))
            .with_hint("Let it end first: towpath run list --kind deployment");
      runs::RunSpec run;
      run.kind = "sleep";
      run.title = fmt::format("put {} to sleep in {}", component.name, name);
      run.subject = "component:default/" + component.name;
      run.owner_ref = component.owner_ref;
      run.project_id = project;
      run.env_type = environment.type;
      run.trigger = {unused_for.count() > 0 ? "idle" : "manual", principal.ref, "", ""};
      run.concurrency_group = fmt::format("env:{}:{}", environment.uid, component.name);
      runs::NodeSpec node;
      node.key = "sleep";
      node.title = "Put it to sleep";
      node.kind = "delivery.sleep";
      node.timeout = std::chrono::minutes(10);
      node.spec = boost::json::serialize(boost::json::object{
          {"component", component.name}, {"environment", name}, {"unusedForSeconds", unused_for.count()}});
      run.nodes.push_back(std::move(node));
      TRY(const runs::RunId id, ports_.runs.submit(tx, run));
      stores_.sleepers.put(tx, {component.name, project, name, "falling", kernel_.clock.now(), reason});
      out.push_back({component.name, id.text()});
    }
    if (out.empty())
      return conflict("delivery.nothing_awake", fmt::format("Nothing runs in '{}' that could be put to sleep.", name))
          .with_hint(fmt::format("See: towpath env list --project {}", project));
    return out;
  });
}

Result<std::vector<SleepRun>> DeliveryService::wake(const auth::Principal& principal, const std::string& project,
                                                    const std::string& name, const std::string& reason) {
  bool had_failed = false;
  auto woken = kernel_.db.transact([&](db::Tx& tx) -> Result<std::vector<SleepRun>> {
    TRY(const Environment environment, environment_of(tx, principal, project, name));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "environment.wake",
                         {environment.owner_ref, project, environment.type}));
    std::vector<SleepRun> out;
    bool wakes_already = false;
    had_failed = false;
    for (Sleeper sleeper : stores_.sleepers.list(tx, project, name)) {
      wakes_already |= sleeper.state == "waking";
      if (sleeper.state == "waking") continue;
      const Request request{sleeper.component, name, Mode::restart, "", "", "", reason};
      // Who may wake an environment need not be one who may deploy to it: the version stays what it was.
      TRY(auto drafted, draft(tx, auth::system_principal(), request));
      drafted.first.requested_by = principal.ref;
      TRY(const Started started, submit(tx, drafted.first, drafted.second, "wake"));
      had_failed |= sleeper.state == "failed";
      sleeper.state = "waking";
      sleeper.since = kernel_.clock.now();
      sleeper.deployment_id = started.deployment_id;
      sleeper.retry_at = std::nullopt;
      stores_.sleepers.put(tx, sleeper);
      out.push_back({sleeper.component, started.run_id});
    }
    if (out.empty() && !wakes_already)
      return conflict("delivery.nothing_asleep", fmt::format("Nothing sleeps in '{}'.", name))
          .with_hint(fmt::format("See: towpath env list --project {}", project));
    return out;
  });
  // Requests were told that it failed; those from now on wait.
  if (woken.has_value() && had_failed) CHECK_OK(announce_routes(context_));
  return woken;
}

Result<std::vector<Sleeper>> DeliveryService::sleepers(const auth::Principal& principal, const std::string& project) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Sleeper>> {
    std::vector<Sleeper> out;
    std::set<std::pair<std::string, std::string>> seen;
    for (const Environment& each : stores_.environments.list(tx, project, visible(principal, "environment.read")))
      seen.emplace(each.project_id, each.name);
    for (Sleeper& each : stores_.sleepers.list(tx, project, ""))
      if (seen.contains({each.project_id, each.environment})) out.push_back(std::move(each));
    return out;
  });
}

void DeliveryService::wake_asked(const std::vector<std::string>& route_ids) {
  for (const std::string& id : route_ids) {
    const auto sleeper =
        kernel_.db.read([&](db::Tx& tx) -> Result<std::optional<Sleeper>> { return stores_.sleepers.of_route(tx, id); })
            .value();
    if (!sleeper || sleeper->state == "waking") continue;
    const auto woken =
        wake(auth::system_principal(), sleeper->project_id, sleeper->environment, "A request came for it.");
    if (woken.has_value()) continue;
    if (woken.error().code() == "delivery.nothing_asleep") continue;  // another one was faster
    log::warn("what a request came for cannot be woken", {{"component", sleeper->component},
                                                          {"environment", sleeper->environment},
                                                          {"code", woken.error().code()},
                                                          {"detail", woken.error().message()}});
    if (const Status failed = record_wake_failure(context_, sleeper->component, sleeper->environment,
                                                  sleeper->deployment_id, woken.error().message());
        !failed.has_value())
      log::error("the proxy was not told that waking failed",
                 {{"code", failed.error().code()}, {"detail", failed.error().message()}});
  }
}

}  // namespace towpath::delivery
