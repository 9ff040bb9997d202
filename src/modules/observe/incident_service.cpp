#include "incident_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/id.h"
#include "base/strings.h"
#include "shown_text.h"

namespace towpath::observe {
namespace {

constexpr std::size_t longest_page = 200, longest_title = 500, longest_severity = 40, longest_url = 2'000;

void done(const Status& status) {
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

}  // namespace

IncidentPage IncidentService::list(const auth::Principal& principal, IncidentFilter filter) {
  const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, longest_page);
  filter.limit = limit + 1;
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "incident.read"), "owner_ref", "env_type");
  return kernel_.db
      .read([&](db::Tx& tx) -> Result<IncidentPage> {
        IncidentPage page{store_.list(tx, filter, visible), "", store_.count(tx, filter, visible)};
        if (page.items.size() > limit) {
          page.items.pop_back();
          page.next = page.items.back().id;
        }
        return page;
      })
      .value();
}

Result<Incident> IncidentService::get(const auth::Principal& principal, const std::string& id) {
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "incident.read"), "owner_ref", "env_type");
  return kernel_.db.read([&](db::Tx& tx) -> Result<Incident> {
    if (auto found = store_.find(tx, id, visible)) return std::move(*found);
    return not_found("observe.incident_not_found", fmt::format("There is no incident {}.", id))
        .with_hint("towpath incident list");
  });
}

void IncidentService::announce(db::Tx& tx, const char* type, const Incident& i, const std::string& delivered_by,
                               const std::string& actor) {
  boost::json::object payload{{"incident", i.id},
                              {"component", i.component},
                              {"project", i.project_id},
                              {"environment", i.environment},
                              {"environmentType", i.env_type},
                              {"instance", i.instance_id},
                              {"reason", i.reason},
                              {"origin", i.origin},
                              {"openedAt", to_rfc3339(i.opened_at)}};
  if (i.closed_at) payload["closedAt"] = to_rfc3339(*i.closed_at);
  if (!i.severity.empty()) payload["severity"] = i.severity;
  if (!i.url.empty()) payload["url"] = i.url;
  if (!delivered_by.empty()) payload["deployment"] = delivered_by;
  if (!i.resolution.empty()) payload["resolution"] = i.resolution;
  kernel_.events.append(tx, {.type = type,
                             .subject = "component:default/" + i.component,
                             .actor = actor,
                             .payload = boost::json::serialize(payload),
                             .owner_ref = i.owner_ref,
                             .project_id = i.project_id,
                             .env_type = i.env_type});
}

void IncidentService::open(const Workload& w, const std::string& reason) {
  const Incident incident{new_ulid(),
                          w.place.component,
                          w.place.project_id,
                          w.place.environment,
                          w.place.env_type,
                          w.place.owner_ref,
                          kernel_.host_id,
                          w.deployment_id,
                          w.instance_id,
                          reason,
                          "",
                          kernel_.clock.now(),
                          std::nullopt};
  done(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (store_.insert(tx, incident)) announce(tx, "observe.incident.opened", incident, w.delivered_by);
    return ok();
  }));
}

bool IncidentService::close(db::Tx& tx, const Incident& incident, const std::string& resolution, UtcTime at,
                            const std::string& actor) {
  Incident closed = incident;
  closed.resolution = resolution;
  closed.closed_at = std::max(at, incident.opened_at);
  if (!store_.close(tx, incident.id, resolution, *closed.closed_at)) return false;
  announce(tx, "observe.incident.closed", closed, "", actor);
  return true;
}

void IncidentService::close(const std::string& component, const std::string& environment,
                            const std::string& resolution) {
  done(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (const auto open = store_.open_of(tx, component, environment)) close(tx, *open, resolution, kernel_.clock.now());
    return ok();
  }));
}

void IncidentService::close_abandoned(const std::vector<Workload>& in_force) {
  std::set<std::pair<std::string, std::string>> served;
  for (const Workload& w : in_force) served.emplace(w.place.component, w.place.environment);
  const auto open =
      kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Incident>> { return store_.open_on(tx, kernel_.host_id); })
          .value();
  for (const Incident& incident : open)
    if (!served.contains({incident.component, incident.environment}))
      done(kernel_.db.transact([&](db::Tx& tx) -> Status {
        close(tx, incident, "stopped", kernel_.clock.now());
        return ok();
      }));
}

Result<std::string> IncidentService::open(const ReportedIncident& reported) {
  Incident incident;
  incident.id = new_ulid();
  incident.component = reported.place.component;
  incident.project_id = reported.place.project_id;
  incident.environment = reported.place.environment;
  incident.env_type = reported.place.env_type;
  incident.owner_ref = reported.place.owner_ref;
  incident.host_id = kernel_.host_id;
  incident.reason = shown(reported.title, longest_title);
  incident.opened_at = reported.opened_at;
  incident.origin = reported.origin;
  incident.origin_key = reported.key;
  incident.severity = shown(reported.severity, longest_severity);
  incident.url = shown(reported.url, longest_url);
  return kernel_.db.transact([&](db::Tx& tx) -> Result<std::string> {
    if (!store_.insert(tx, incident)) return store_.open_of_key(tx, reported.origin, reported.key)->id;
    announce(tx, "observe.incident.opened", incident, "");
    return incident.id;
  });
}

Result<bool> IncidentService::close(const std::string& origin, const std::string& key, UtcTime at) {
  return kernel_.db.transact([&](db::Tx& tx) -> Result<bool> {
    const auto open = store_.open_of_key(tx, origin, key);
    return open && close(tx, *open, "recovered", at);
  });
}

Result<Incident> IncidentService::open(const auth::Principal& principal, const NewIncident& given) {
  TRY(const Place place, workloads_.place(given.component, given.environment));
  const auth::Attributes attributes{place.owner_ref, place.project_id, place.env_type};
  // Who may not even see it is not told that it is there.
  if (!auth::permits(kernel_.authorizer.decide(principal, "incident.read"), attributes))
    return not_found("observe.place_not_found",
                     fmt::format("There is no component {} in {}.", given.component, given.environment));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "incident.update", attributes));
  const UtcTime now = kernel_.clock.now();
  Error error = invalid_input("observe.invalid_incident", "An incident cannot be like that.");
  if (trim(given.title).empty()) error.add_field("/title", "must say what does not work");
  if (given.title.size() > longest_title)
    error.add_field("/title", fmt::format("must be at most {} bytes", longest_title));
  if (given.severity.size() > longest_severity)
    error.add_field("/severity", fmt::format("must be at most {} bytes", longest_severity));
  if (given.url.size() > longest_url ||
      (!given.url.empty() && !given.url.starts_with("https://") && !given.url.starts_with("http://")))
    error.add_field("/url", "must be an http or https address of at most 2000 bytes");
  if (!given.deployment_id.empty() && !is_ulid(given.deployment_id))
    error.add_field("/deployment", "must be the id of a deployment");
  if (given.opened_at && *given.opened_at > now) error.add_field("/openedAt", "must not lie in the future");
  if (!error.fields().empty()) return error;
  Incident incident;
  incident.id = new_ulid();
  incident.component = place.component;
  incident.project_id = place.project_id;
  incident.environment = place.environment;
  incident.env_type = place.env_type;
  incident.owner_ref = place.owner_ref;
  incident.host_id = kernel_.host_id;
  incident.deployment_id = given.deployment_id;
  incident.reason = shown(trim(given.title), longest_title);
  incident.opened_at = given.opened_at.value_or(now);
  incident.origin = "hand";
  incident.severity = shown(given.severity, longest_severity);
  incident.url = given.url;
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Incident> {
    store_.insert(tx, incident);
    announce(tx, "observe.incident.opened", incident, incident.deployment_id, principal.ref);
    return incident;
  });
}

Result<Incident> IncidentService::changeable(db::Tx& tx, const auth::Principal& principal, const std::string& id) {
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "incident.read"), "owner_ref", "env_type");
  auto found = store_.find(tx, id, visible);
  if (!found)
    return not_found("observe.incident_not_found", fmt::format("There is no incident {}.", id))
        .with_hint("towpath incident list");
  CHECK_OK(auth::check(kernel_.authorizer, principal, "incident.update",
                       {found->owner_ref, found->project_id, found->env_type}));
  return std::move(*found);
}

Result<Incident> IncidentService::resolve(const auth::Principal& principal, const std::string& id,
                                          std::optional<UtcTime> at) {
  const UtcTime now = kernel_.clock.now();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Incident> {
    TRY(Incident incident, changeable(tx, principal, id));
    if (at && (*at > now || *at < incident.opened_at))
      return invalid_input("observe.invalid_incident", "An incident ends after it began and not in the future.")
          .with_field("/resolvedAt", fmt::format("must be between {} and now", to_rfc3339(incident.opened_at)));
    if (!close(tx, incident, "recovered", at.value_or(now), principal.ref))
      return conflict("observe.incident_closed", fmt::format("The incident {} is over already.", id));
    incident.resolution = "recovered";
    incident.closed_at = std::max(at.value_or(now), incident.opened_at);
    return incident;
  });
}

Result<Incident> IncidentService::link(const auth::Principal& principal, const std::string& id,
                                       const std::string& deployment_id) {
  if (!deployment_id.empty() && !is_ulid(deployment_id))
    return invalid_input("observe.invalid_incident", "That is not a deployment.")
        .with_hint("towpath deployment list")
        .with_field("/deployment", "must be the id of a deployment, or null");
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Incident> {
    TRY(Incident incident, changeable(tx, principal, id));
    incident.deployment_id = deployment_id;
    store_.link(tx, id, deployment_id);
    announce(tx, "observe.incident.linked", incident, deployment_id, principal.ref);
    return incident;
  });
}

}  // namespace towpath::observe
