#include "environment_views.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "no_environment.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_commits = 100, most_happenings = 500;

/// Development before staging before production; previews at the end.
int place_of(const std::string& type) {
  const auto* found = std::find(std::begin(environment_types), std::end(environment_types), type);
  return static_cast<int>(found - std::begin(environment_types));
}

std::string text_at(const boost::json::object& payload, std::string_view key) {
  const boost::json::value* found = payload.if_contains(key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::int64_t number_at(const boost::json::object& payload, std::string_view key) {
  const boost::json::value* found = payload.if_contains(key);
  return found && found->is_int64() ? found->as_int64() : 0;
}

std::string verb_of(const std::string& mode) {
  return mode == "promote"    ? "promoted to"
         : mode == "rollback" ? "restored by rollback in"
         : mode == "restart"  ? "restarted in"
         : mode == "stop"     ? "stopped in"
                              : "deployed to";
}

std::optional<Happening> happening_of(const events::SealedEvent& event) {
  Happening out;
  out.sequence = event.sequence;
  out.at = event.at;
  out.actor = event.actor;
  // An erased payload leaves the fact that something happened.
  const boost::json::object payload =
      event.payload.empty() ? boost::json::object() : boost::json::parse(event.payload).as_object();
  out.component = text_at(payload, "component");
  out.environment = text_at(payload, "environment");
  if (event.type == "delivery.deployment.succeeded" || event.type == "delivery.deployment.failed") {
    out.kind = "deployment";
    out.state = event.type.substr(event.type.rfind('.') + 1);
    out.deployment = text_at(payload, "deployment");
    out.title = fmt::format("rel-{} {} {}", number_at(payload, "releaseNumber"), verb_of(text_at(payload, "mode")),
                            out.environment);
  } else if (event.type == "delivery.configuration.changed") {
    out.kind = "configuration";
    std::vector<std::string> keys;
    if (const auto* changed = payload.if_contains("changedKeys"); changed && changed->is_array())
      for (const boost::json::value& key : changed->as_array())
        if (key.is_string()) keys.emplace_back(key.as_string());
    out.title =
        fmt::format("configuration v{}{}", number_at(payload, "after"), keys.empty() ? "" : ": " + join(keys, ", "));
  } else if (event.type.starts_with("observe.incident.")) {
    out.kind = "incident";
    out.state = event.type.substr(event.type.rfind('.') + 1);
    out.title = out.state == "opened" ? text_at(payload, "reason") : text_at(payload, "resolution");
    out.deployment = text_at(payload, "deployment");
  } else {
    return std::nullopt;
  }
  return out;
}

/// Names whose values differ.
std::vector<Difference> differences(const std::map<std::string, std::string>& from,
                                    const std::map<std::string, std::string>& to) {
  std::vector<Difference> out;
  for (const auto& [name, value] : from) {
    const auto other = to.find(name);
    if (other == to.end())
      out.push_back({name, value, std::nullopt});
    else if (other->second != value)
      out.push_back({name, value, other->second});
  }
  for (const auto& [name, value] : to)
    if (!from.contains(name)) out.push_back({name, std::nullopt, value});
  return out;
}

}  // namespace

Result<MatrixPage> EnvironmentViews::matrix(const auth::Principal& principal, const std::string& component,
                                            const std::string& project, const std::string& after, std::size_t limit) {
  MatrixPage out;
  TRY(auto names, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
    return store_.components(tx, component, project, after, limit + 1,
                             auth::to_sql(kernel_.authorizer.decide(principal, "deployment.read"), "owner_ref"));
  }));
  if (names.size() > limit) {
    names.resize(limit);
    out.next = names.back();
  }
  for (const std::string& name : names) {
    auto status = delivery_.status(principal, name);
    if (!status.has_value()) continue;  // It was deleted meanwhile.
    MatrixRow row{std::move(*status), {}};
    auto& places = row.status.environments;
    std::stable_sort(places.begin(), places.end(), [](const EnvironmentStatus& a, const EnvironmentStatus& b) {
      return place_of(a.environment.type) < place_of(b.environment.type);
    });
    const EnvironmentStatus* before = nullptr;
    for (const EnvironmentStatus& place : places) {
      if (place.environment.type == "ephemeral") continue;
      if (before && before->release && place.release)
        row.lag[place.environment.name] = std::max<std::int64_t>(0, before->release->number - place.release->number);
      before = &place;
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

Result<Comparison> EnvironmentViews::compare(const auth::Principal& principal, const std::string& component,
                                             const std::string& from, const std::string& to) {
  TRY(const ComponentStatus status, delivery_.status(principal, component));
  const auto place = [&](const std::string& name) -> Result<EnvironmentStatus> {
    for (const EnvironmentStatus& each : status.environments)
      if (each.environment.name == name) return each;
    return kernel_.db.read([&](db::Tx& tx) -> Result<EnvironmentStatus> {
      const auto found = stores_.environments.find(
          tx, status.component.project_id, name,
          auth::to_sql(kernel_.authorizer.decide(principal, "environment.read"), "owner_ref"));
      if (!found) return no_environment(status.component.project_id, name);
      EnvironmentStatus out;
      out.environment = *found;
      return out;
    });
  };
  Comparison out;
  TRY(out.from, place(from));
  TRY(out.to, place(to));
  const std::string head = out.from.release ? out.from.release->commit : "";
  const std::string base = out.to.release ? out.to.release->commit : "";
  if (!head.empty() && head != base) {
    TRY(out.commits, ports_.forge.commits_between(status.component.repository, base, head, most_commits, {}));
    if (!base.empty()) {
      TRY(out.missing, ports_.forge.commits_between(status.component.repository, head, base, most_commits, {}));
    }
  }
  TRY(const auto from_values, delivery_.configuration(principal, component, from));
  TRY(const auto to_values, delivery_.configuration(principal, component, to));
  out.from_configuration = from_values.version;
  out.to_configuration = to_values.version;
  out.configuration = differences(from_values.values, to_values.values);
  const auto resources = [&](const std::string& environment) -> Result<std::map<std::string, std::string>> {
    TRY(const auto list, delivery_.resources(principal, component, environment));
    std::map<std::string, std::string> found;
    for (const Resource& each : list)
      found[fmt::format("{} {}", each.type, each.id.substr(each.id.rfind('.') + 1))] =
          fmt::format("{}, {}", each.definition, each.state);
    return found;
  };
  TRY(const auto from_resources, resources(from));
  TRY(const auto to_resources, resources(to));
  out.resources = differences(from_resources, to_resources);
  return out;
}

Result<std::vector<Happening>> EnvironmentViews::happened(const auth::Principal& principal,
                                                          const std::string& component, const std::string& environment,
                                                          UtcTime from, UtcTime to) {
  const auth::Decision decision = kernel_.authorizer.decide(principal, "deployment.read");
  std::vector<Happening> out;
  if (decision.effect == auth::Effect::deny) return out;
  events::EventFilter filter;
  filter.from = from;
  filter.to = to;
  filter.limit = most_happenings;
  if (!component.empty()) filter.subject = "component:default/" + component;
  if (decision.effect == auth::Effect::conditional) {
    if (decision.owner_refs.empty()) return out;
    filter.owner_refs = decision.owner_refs;
    filter.env_types = decision.env_types;
  }
  for (const char* type : {"delivery.deployment.", "delivery.configuration.", "observe.incident."}) {
    filter.type = type;
    for (const events::SealedEvent& event : kernel_.events.find(filter)) {
      auto happening = happening_of(event);
      if (happening && (environment.empty() || happening->environment == environment))
        out.push_back(std::move(*happening));
    }
  }
  std::sort(out.begin(), out.end(), [](const Happening& a, const Happening& b) { return a.sequence > b.sequence; });
  if (out.size() > most_happenings) out.resize(most_happenings);
  return out;
}

}  // namespace towpath::delivery
