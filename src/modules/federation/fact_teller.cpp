#include "fact_teller.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/payload.h"
#include "base/id.h"
#include "base/strings.h"

namespace towpath::federation {
namespace {

/// Clocks differ; what lies further ahead counts from when it came.
constexpr std::chrono::minutes most_ahead{5};
/// The last one before may have been told before others that came late, or in other environments.
constexpr std::size_t deployments_looked_at = 100, most_commits = 500;

/// "shop" of "https://git.example.org/team/Shop".
std::string last_part(std::string_view name) { return to_lower(name.substr(name.find_last_of('/') + 1)); }

bool needs_environment(const Fact& fact) {
  return fact.type.starts_with("deployment.") || fact.type.starts_with("incident.");
}

std::string detail(const Fact& fact, std::string_view name) {
  for (const auto& [key, value] : fact.details)
    if (key == name) return value;
  return "";
}

/// An incident's origin and key as module observe knows them.
std::string origin_of(const Source& source) { return source.type == "alertmanager" ? "alert" : "reported"; }
std::string key_of(const Source& source, const Fact& fact) { return source.name + "/" + fact.incident; }

/// Told by another request it is a duplicate; by this one, read anew, it stays what was made of it.
Outcome told_before(const std::string& by, const std::string& received_id, Outcome outcome) {
  outcome.state = by == received_id ? "mapped" : "duplicate";
  outcome.reason = "It was told before.";
  return outcome;
}

}  // namespace

std::variant<FactTeller::Place, std::string> FactTeller::place_of(const Source& source, const Fact& fact) {
  Place place;
  std::string wanted;
  if (const auto named = source.components.find(fact.name); named != source.components.end())
    wanted = named->second;
  else
    wanted = fact.name.empty() ? source.component : last_part(fact.name);
  auto component = wanted.empty() ? std::nullopt : components_.find(wanted);
  if (!component && !source.component.empty()) component = components_.find(source.component);
  if (!component && wanted.empty())
    return fmt::format("It names no component. Say which one: towpath source update {} --component NAME", source.name);
  if (!component)
    return fmt::format(
        "There is no component '{}' in the catalog. Say which one is meant: towpath source update {} "
        "--map {}=NAME",
        wanted, source.name, fact.name.empty() ? wanted : fact.name);
  place.component = std::move(*component);
  if (!needs_environment(fact)) return place;

  place.environment = fact.environment;
  const auto mapped = source.environments.find(fact.environment);
  place.env_type = mapped == source.environments.end() ? to_lower(fact.environment) : mapped->second;
  if (std::find(environment_types.begin(), environment_types.end(), place.env_type) == environment_types.end())
    return fact.environment.empty()
               ? "It names no environment."
               : fmt::format(
                     "What type of environment '{0}' is, is not known. Say it: towpath source update {1} "
                     "--environment {0}=production",
                     fact.environment, source.name);
  if (mapped == source.environments.end()) place.environment = place.env_type;
  return place;
}

std::string FactTeller::deployed_before(const Place& place, UtcTime at) {
  std::string commit;
  std::optional<UtcTime> latest;
  for (const events::SealedEvent& event : kernel_.events.find({.type = "federation.deployment.succeeded",
                                          .subject = "component:default/" + place.component.name,
                                          .limit = deployments_looked_at})) {
    if (event.payload.empty()) continue;
    const boost::json::value told = boost::json::parse(event.payload);
    if (text_at(told, "/environment") != place.environment) continue;
    const auto then = parse_rfc3339(text_at(told, "/at"));
    if (!then.has_value() || *then >= at || (latest && *then < *latest)) continue;
    latest = *then;
    commit = text_at(told, "/commit");
  }
  return commit;
}

FactTeller::Brought FactTeller::brought_by(const Fact& fact, const Place& place, UtcTime at) {
  // Lead time is of production, and nothing else asks for commits.
  if (fact.type != "deployment.succeeded" || place.env_type != "production") return {};
  if (!fact.base.empty() && !fact.commits.empty()) return {fact.base, fact.commits};
  const std::string commit = detail(fact, "commit"), before = deployed_before(place, at);
  const std::string& base = before.empty() ? fact.base : before;
  if (base.empty() || commit.empty()) return {};
  if (base == commit || detail(fact, "mode") == "rollback") return {base, {}};  // nothing that is new
  auto commits = repositories_.between(place.component.name, base, commit, most_commits);
  if (!commits) return {};
  return {base, std::move(*commits)};
}

void FactTeller::append(db::Tx& tx, const Source& source, const Fact& fact, const Place& place, const Brought& brought,
                        UtcTime at) {
  boost::json::object payload{{"external", true},
                              {"source", source.name},
                              {"component", place.component.name},
                              {"project", place.component.project_id},
                              {"at", to_rfc3339(at)}};
  if (!place.environment.empty()) {
    payload["environment"] = place.environment;
    payload["environmentType"] = place.env_type;
  }
  if (fact.type.starts_with("deployment.")) payload["deployment"] = new_ulid();
  for (const auto& [key, value] : fact.details)
    if (!value.empty()) payload[key] = value;
  if (!brought.base.empty()) {
    boost::json::array commits;
    for (const BroughtCommit& commit : brought.commits)
      commits.push_back(boost::json::object{
          {"sha", commit.sha}, {"authoredAt", to_rfc3339(commit.authored_at)}, {"bot", commit.is_by_bot}});
    payload["base"] = brought.base;
    payload["commits"] = std::move(commits);
  }
  kernel_.events.append(tx, {.type = "federation." + fact.type,
                             .subject = "component:default/" + place.component.name,
                             .actor = "source:" + source.name,
                             .payload = boost::json::serialize(payload),
                             .owner_ref = place.component.owner_ref,
                             .project_id = place.component.project_id,
                             .env_type = place.env_type});
}

Result<Outcome> FactTeller::tell(const Source& source, const Fact& fact, const std::string& received_id,
                                 UtcTime received_at) {
  Outcome outcome{.state = "mapped", .fact = fact.type, .reason = "", .component = "", .environment = ""};
  const auto found = place_of(source, fact);
  if (const auto* reason = std::get_if<std::string>(&found)) {
    // An end needs no place when its beginning is known.
    if (fact.type == "incident.closed") {
      TRY(const bool is_closed,
          incidents_.close(origin_of(source), key_of(source, fact), fact.at.value_or(received_at)));
      if (is_closed) return outcome;
    }
    return Outcome{"ignored", fact.type, *reason, "", ""};
  }
  const Place& place = std::get<Place>(found);
  outcome.component = place.component.name;
  outcome.environment = place.environment;
  UtcTime at = fact.at.value_or(received_at);
  if (at > received_at + most_ahead) {
    outcome.reason = fmt::format("Its time, {}, had not come yet; the time at which it came counts.", to_rfc3339(at));
    at = received_at;
  }
  const ReceivedStore::FactRow row{
      source.id, fact.key, fact.type, fact.incident, at, received_id, "federation." + fact.type};
  if (fact.type.starts_with("incident.")) return tell_incident(source, fact, place, at, row, std::move(outcome));
  const Brought brought = brought_by(fact, place, at);
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Outcome> {
    if (!store_.tell(tx, row)) return told_before(*store_.told_by(tx, source.id, fact.key), received_id, outcome);
    append(tx, source, fact, place, brought, at);
    return outcome;
  });
}

/// Incidents belong to module observe, which takes each beginning and each end once. The end may come first: then the
/// beginning finds it here.
Result<Outcome> FactTeller::tell_incident(const Source& source, const Fact& fact, const Place& place, UtcTime at,
                                          const ReceivedStore::FactRow& row, Outcome outcome) {
  const std::string origin = origin_of(source), key = key_of(source, fact);
  struct Known {
    std::optional<std::string> told_by;
    std::optional<UtcTime> ended_at;
  };
  TRY(const Known known, kernel_.db.read([&](db::Tx& tx) -> Result<Known> {
    return Known{store_.told_by(tx, source.id, fact.key), store_.ended_at(tx, source.id, fact.incident)};
  }));
  if (known.told_by) return told_before(*known.told_by, row.received_id, std::move(outcome));
  if (fact.type == "incident.opened") {
    std::string title = detail(fact, "title");
    if (title.empty()) title = "Reported by " + source.name;
    CHECK_OK(incidents_.open({origin, key, place.component, place.environment, place.env_type, title,
                              detail(fact, "severity"), detail(fact, "url"), at}));
    if (known.ended_at && *known.ended_at >= at) CHECK_OK(incidents_.close(origin, key, *known.ended_at));
  } else {
    TRY(const bool is_closed, incidents_.close(origin, key, at));
    if (!is_closed) outcome.reason = "Its beginning has not come yet.";
  }
  // Last, so that what failed on the way is told again.
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.tell(tx, row);
    return ok();
  }));
  return outcome;
}

}  // namespace towpath::federation
