#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/id.h"
#include "base/strings.h"
#include "delivery_service.h"
#include "gate_facts.h"
#include "log/log.h"
#include "orphans.h"
#include "plan_reads.h"
#include "quotas.h"

namespace towpath::delivery {
namespace {

/// Of an environment that goes by itself.
constexpr std::chrono::seconds longest_life = std::chrono::days(366);

bool is_slug(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return text.size() >= 2 && text.size() <= 63 && plain(text.front()) && plain(text.back()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-'; });
}

/// Types whose shipped drivers keep data aside when a resource is deleted.
bool is_kept(std::string_view type) {
  constexpr std::array types{"postgres", "mysql", "redis", "nats", "s3", "volume"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::vector<PlannedAction> deletion_actions(PlanReads& reads,
                                            const std::vector<std::pair<std::string, std::string>>& running,
                                            const std::vector<Resource>& resources, bool keeps_data) {
  std::vector<PlannedAction> out;
  for (const auto& [component, environment] : running)
    out.push_back({"stop", component + " in " + environment, "its routes go first"});
  for (const Resource& resource : resources) {
    out.push_back({"delete", fmt::format("{} {} in {}", resource.type, resource.id, resource.environment),
                   keeps_data && is_kept(resource.type) ? "its data is kept 7 days" : "with everything in it"});
    if (!resource.input_hash.empty()) out.back().cost = ActionCost{reads.cost(resource), std::nullopt};
  }
  return out;
}

}  // namespace

Result<std::vector<Environment>> DeliveryService::environments(const auth::Principal& principal,
                                                               const std::string& project) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Environment>> {
    return stores_.environments.list(tx, project, visible(principal, "environment.read"));
  });
}

Status DeliveryService::check_environment(const std::string& name, const std::string& type,
                                          std::optional<std::chrono::seconds> ttl) {
  Error error =
      invalid_input("delivery.invalid_environment", fmt::format("The environment '{}' was not accepted.", name));
  if (!is_slug(name)) error.add_field("/name", "must be 2 to 63 lower-case letters, digits and '-'");
  const std::vector<std::string> types(std::begin(environment_types), std::end(environment_types));
  if (std::find(types.begin(), types.end(), type) == types.end())
    error.add_field("/type", "must be one of: " + join(types, ", "));
  if (ttl && (*ttl < std::chrono::seconds(1) || *ttl > longest_life))
    error.add_field("/ttlSeconds", fmt::format("must be 1 to {}", longest_life.count()));
  if (!error.fields().empty()) return error;
  return ok();
}

std::optional<std::chrono::seconds> DeliveryService::inherited_ttl(const std::string& type) {
  const auto ttl = kernel_.db
                       .read([&](db::Tx& tx) -> Result<std::chrono::seconds> {
                         return stores_.environment_types.type(tx, type).default_ttl;
                       })
                       .value();
  return ttl.count() > 0 ? std::optional(ttl) : std::nullopt;
}

Result<Environment> DeliveryService::create_environment(const auth::Principal& principal, const std::string& project,
                                                        const std::string& name, const std::string& type,
                                                        std::optional<std::chrono::seconds> ttl) {
  CHECK_OK(check_environment(name, type, ttl));
  if (!ttl) ttl = inherited_ttl(type);
  const auto check = [&](db::Tx& tx) -> Result<std::string> {
    const auto owner = stores_.environments.project_owner(tx, project);
    if (!owner)
      return not_found("delivery.project_not_found", fmt::format("There is no project '{}'.", project))
          .with_hint("See projects with: towpath env list");
    CHECK_OK(auth::check(kernel_.authorizer, principal, "environment.create", {*owner, project, type}));
    return *owner;
  };
  TRY(const std::string judged_owner, kernel_.db.read(check));
  CHECK_OK(kernel_.gates.pass(principal, question_of_environment(project, name, type, judged_owner, ttl)));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Environment> {
    TRY(const std::string owner, check(tx));
    CHECK_OK(check_quotas(tx, stores_, project, name, type, Addition{"", 1}));
    const UtcTime now = kernel_.clock.now();
    const Environment environment{
        project, name, new_ulid(), type, owner, "active", ttl ? std::optional(now + *ttl) : std::nullopt, now};
    if (!stores_.environments.insert(tx, environment))
      return conflict("delivery.duplicate_environment",
                      fmt::format("The project '{}' already has an environment '{}'.", project, name))
          .with_hint("Choose another name.");
    kernel_.events.append(tx, {.type = "delivery.environment.created",
                               .subject = fmt::format("environment:{}/{}", project, name),
                               .actor = principal.ref,
                               .payload = boost::json::serialize(boost::json::object{
                                   {"project", project},
                                   {"environment", name},
                                   {"type", type},
                                   {"expiresAt", environment.expires_at ? to_rfc3339(*environment.expires_at) : ""}}),
                               .owner_ref = owner,
                               .project_id = project,
                               .env_type = type});
    tx.notify("delivery.expiry");
    return environment;
  });
}

runs::RunSpec DeliveryService::deletion_run(const std::string& title, const std::string& subject,
                                            const std::string& owner, const std::string& actor,
                                            const std::vector<Component>& components,
                                            const std::vector<std::string>& environment_names,
                                            const std::vector<Resource>& resources, bool purge,
                                            const std::string& forget_spec) {
  runs::RunSpec run;
  run.kind = "deletion";
  run.title = title;
  run.subject = subject;
  run.owner_ref = owner;
  run.trigger = {"manual", actor, "", ""};
  std::vector<std::string> stops;
  for (const Component& component : components)
    for (const std::string& environment : environment_names) {
      runs::NodeSpec stop;
      stop.key = fmt::format("stop/{}/{}", component.name, environment);
      stop.title = fmt::format("Stop {} in {}", component.name, environment);
      stop.kind = "delivery.stop";
      stop.spec = boost::json::serialize(
          boost::json::object{{"component", component.name}, {"environment", environment}, {"deletion", true}});
      stops.push_back(stop.key);
      run.nodes.push_back(std::move(stop));
    }
  std::vector<std::string> destroyed = stops;
  for (runs::NodeSpec& destroy :
       destroy_nodes(resources, stops, boost::json::serialize(boost::json::object{{"purge", purge}}))) {
    destroyed.push_back(destroy.key);
    run.nodes.push_back(std::move(destroy));
  }
  runs::NodeSpec forget;
  forget.key = "forget";
  forget.title = "Remove what is left";
  forget.kind = "delivery.forget";
  forget.needs = destroyed;
  forget.when = runs::When::always;  // After a failure it says that the deletion has to be repeated.
  forget.spec = forget_spec;
  run.nodes.push_back(std::move(forget));
  return run;
}

Result<std::vector<PlannedAction>> DeliveryService::plan_environment_deletion(const auth::Principal& principal,
                                                                              const std::string& project,
                                                                              const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const Environment environment, environment_of(tx, principal, project, name));
    std::vector<std::pair<std::string, std::string>> running;
    std::vector<Resource> resources;
    for (const Component& component : stores_.environments.components(tx, project)) {
      if (const auto current = stores_.deployments.current(tx, component.name, name);
          current && !current->instance_id.empty())
        running.emplace_back(component.name, name);
      for (Resource& resource : stores_.resources.list(tx, component.name, name, {"1 = 1", {}}))
        resources.push_back(std::move(resource));
    }
    PlanReads reads(tx, stores_);
    return deletion_actions(reads, running, resources, environment.type != "ephemeral");
  });
}

Result<Started> DeliveryService::delete_environment(const auth::Principal& principal, const std::string& project,
                                                    const std::string& name, bool purge) {
  auto started = kernel_.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const Environment environment, environment_of(tx, principal, project, name));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "environment.delete",
                         {environment.owner_ref, project, environment.type}));
    if (environment.state == "deleting")
      return conflict("delivery.environment_deleting",
                      fmt::format("The environment '{}' is being deleted already.", name));
    stores_.environments.set_state(tx, project, name, "deleting");
    const auto components = stores_.environments.components(tx, project);
    std::vector<Resource> resources;
    for (const Component& component : components)
      for (Resource& resource : stores_.resources.list(tx, component.name, name, {"1 = 1", {}}))
        resources.push_back(std::move(resource));
    runs::RunSpec run = deletion_run(
        fmt::format("delete environment {}/{}", project, name), fmt::format("environment:{}/{}", project, name),
        environment.owner_ref, principal.ref, components, {name}, resources, purge || environment.type == "ephemeral",
        boost::json::serialize(boost::json::object{
            {"project", project}, {"environment", name}, {"uid", environment.uid}, {"owner", environment.owner_ref}}));
    run.project_id = project;
    run.env_type = environment.type;
    TRY(const runs::RunId id, ports_.runs.submit(tx, run));
    return Started{"", id.text()};
  });
  fault_point("delivery.environment.after_delete");
  return started;
}

Result<std::vector<PlannedAction>> DeliveryService::plan_component_deletion(const auth::Principal& principal,
                                                                            const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const Component component, component_of(tx, principal, name));
    std::vector<std::pair<std::string, std::string>> running;
    for (const Environment& environment : stores_.environments.list(tx, component.project_id, {"1 = 1", {}}))
      if (const auto current = stores_.deployments.current(tx, name, environment.name);
          current && !current->instance_id.empty())
        running.emplace_back(name, environment.name);
    PlanReads reads(tx, stores_);
    return deletion_actions(reads, running, stores_.resources.list(tx, name, "", {"1 = 1", {}}), true);
  });
}

Result<Started> DeliveryService::delete_component(const auth::Principal& principal, const std::string& name,
                                                  bool purge) {
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const Component component, component_of(tx, principal, name));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "component.delete",
                         {component.owner_ref, component.project_id, ""}));
    std::vector<std::string> environment_names;
    for (const Environment& environment : stores_.environments.list(tx, component.project_id, {"1 = 1", {}}))
      if (stores_.deployments.current(tx, name, environment.name)) environment_names.push_back(environment.name);
    runs::RunSpec run = deletion_run(
        fmt::format("delete component {}", name), "component:default/" + name, component.owner_ref, principal.ref,
        {component}, environment_names, stores_.resources.list(tx, name, "", {"1 = 1", {}}), purge,
        boost::json::serialize(boost::json::object{
            {"project", component.project_id}, {"component", name}, {"owner", component.owner_ref}}));
    run.project_id = component.project_id;
    TRY(const runs::RunId id, ports_.runs.submit(tx, run));
    return Started{"", id.text()};
  });
}

Result<Delivery::Configuration> DeliveryService::configuration(const auth::Principal& principal,
                                                               const std::string& component,
                                                               const std::string& environment) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Configuration> {
    TRY(const Component found, component_of(tx, principal, component));
    TRY(const Environment where, environment_of(tx, principal, found.project_id, environment));
    return stores_.environments.configuration(tx, found.project_id, where.name, found.name, std::nullopt);
  });
}

Result<Delivery::Configuration> DeliveryService::configure(const auth::Principal& principal,
                                                           const std::string& component, const std::string& environment,
                                                           const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values)
    if (key.empty() || key.find('=') != std::string::npos)
      return invalid_input("delivery.invalid_configuration", fmt::format("'{}' cannot be the name of a variable.", key))
          .with_field("/values/" + key, "must be a name without '='");
  auto configured = kernel_.db.transact([&](db::Tx& tx) -> Result<Configuration> {
    TRY(const Component found, component_of(tx, principal, component));
    TRY(const Environment where, environment_of(tx, principal, found.project_id, environment));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "configuration.write",
                         {found.owner_ref, found.project_id, where.type}));
    const Configuration before =
        stores_.environments.configuration(tx, found.project_id, environment, component, std::nullopt);
    if (before.values == values) return before;
    const Configuration after{before.version + 1, values};
    stores_.environments.insert_configuration(tx, found.project_id, environment, component, after, principal.ref,
                                              kernel_.clock.now());
    boost::json::array changed;
    for (const auto& [key, value] : values)
      if (const auto old = before.values.find(key); old == before.values.end() || old->second != value)
        changed.emplace_back(key);
    kernel_.events.append(tx,
                          {.type = "delivery.configuration.changed",
                           .subject = "component:default/" + component,
                           .actor = principal.ref,
                           .payload = boost::json::serialize(boost::json::object{{"component", component},
                                                                                 {"environment", environment},
                                                                                 {"before", before.version},
                                                                                 {"after", after.version},
                                                                                 {"changedKeys", std::move(changed)}}),
                           .owner_ref = found.owner_ref,
                           .project_id = found.project_id,
                           .env_type = where.type});
    return after;
  });
  fault_point("delivery.configure.after_commit");
  return configured;
}

std::optional<UtcTime> DeliveryService::delete_expired() {
  const auto expired = kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Environment>> {
    return stores_.environments.expired(tx, kernel_.clock.now());
  });
  for (const Environment& environment : expired.value()) {
    fault_point("delivery.expiry.before_delete");
    const auto deleted = delete_environment(auth::system_principal(), environment.project_id, environment.name, true);
    if (!deleted.has_value() && deleted.error().kind() != ErrorKind::conflict)
      log::warn("an expired environment could not be deleted and is tried again",
                {{"project", environment.project_id},
                 {"environment", environment.name},
                 {"code", deleted.error().code()},
                 {"detail", deleted.error().message()}});
  }
  const auto next =
      kernel_.db
          .read([&](db::Tx& tx) -> Result<std::optional<UtcTime>> { return stores_.environments.next_expiry(tx); })
          .value();
  if (!next) return next;
  return std::max(*next, kernel_.clock.now() + std::chrono::seconds(expired.value().empty() ? 0 : 30));
}

}  // namespace towpath::delivery
