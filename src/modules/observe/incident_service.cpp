#include "incident_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/id.h"

namespace towpath::observe {
namespace {

constexpr std::size_t longest_page = 200;

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

void IncidentService::announce(db::Tx& tx, const char* type, const Incident& i, const std::string& delivered_by) {
  boost::json::object payload{{"incident", i.id},
                              {"component", i.component},
                              {"project", i.project_id},
                              {"environment", i.environment},
                              {"environmentType", i.env_type},
                              {"instance", i.instance_id},
                              {"reason", i.reason}};
  if (!delivered_by.empty()) payload["deployment"] = delivered_by;
  if (!i.resolution.empty()) payload["resolution"] = i.resolution;
  kernel_.events.append(tx, {.type = type,
                             .subject = "component:default/" + i.component,
                             .actor = "system",
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

void IncidentService::close(db::Tx& tx, const Incident& incident, const std::string& resolution) {
  if (!store_.close(tx, incident.id, resolution, kernel_.clock.now())) return;
  Incident closed = incident;
  closed.resolution = resolution;
  announce(tx, "observe.incident.closed", closed, "");
}

void IncidentService::close(const std::string& component, const std::string& environment,
                            const std::string& resolution) {
  done(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (const auto open = store_.open_of(tx, component, environment)) close(tx, *open, resolution);
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
        close(tx, incident, "stopped");
        return ok();
      }));
}

}  // namespace towpath::observe
