#include "plugs.h"

#include <algorithm>

#include "catalog/entity_ref.h"
#include "identity/roles.h"

namespace towpath::app {
namespace {

bool runs_the_platform(const std::vector<std::string>& roles) {
  return std::any_of(roles.begin(), roles.end(), [](const std::string& role) {
    return role == identity::role_platform || role == identity::role_admin;
  });
}

proxy::Sleep proxy_sleep(delivery::RouteSleep sleep) {
  if (sleep == delivery::RouteSleep::asleep) return proxy::Sleep::asleep;
  return sleep == delivery::RouteSleep::failed ? proxy::Sleep::failed : proxy::Sleep::awake;
}

}  // namespace

bool ForgeSources::is_of_platform_team(const std::string& repository) {
  const auto found = forge_->get(auth::system_principal(), repository);
  if (!found.has_value()) return false;
  const auto owner = catalog::EntityRef::parse(found->owner_ref, "group");
  if (!owner.has_value()) return false;
  if (owner->kind() == "user") {
    const auto user = identity_->user(auth::system_principal(), owner->name());
    return user.has_value() && runs_the_platform(user->roles);
  }
  const auto group = identity_->group(auth::system_principal(), owner->name());
  return group.has_value() && runs_the_platform(group->roles);
}

std::optional<std::string> CatalogOwners::owner_of(const std::string& component) {
  const auto ref = catalog::EntityRef::parse(component, "component");
  if (!ref.has_value()) return std::nullopt;
  const auto entity = catalog_->get(auth::system_principal(), *ref);
  if (!entity.has_value()) return std::nullopt;
  return entity->owner_ref;
}

Status SecretsVault::store(const std::string& gu_id, const std::map<std::string, Secret>& values) {
  return secrets_.store_all("resource." + gu_id, values);
}

Result<std::map<std::string, Secret>> SecretsVault::load(const std::string& gu_id) {
  return secrets_.reveal_all("resource." + gu_id);
}

Status SecretsVault::forget(const std::string& gu_id) { return secrets_.store_all("resource." + gu_id, {}); }

Status SecretsVault::forget_component(const std::string& component, const std::string& environment) {
  return secrets_.store_all("component." + component + (environment.empty() ? "" : "." + environment), {});
}

Result<std::map<std::string, Secret>> SecretsVault::of_component(const std::string& component,
                                                                 const std::string& environment) {
  TRY(auto values, secrets_.reveal_all("component." + component));
  TRY(auto narrower, secrets_.reveal_all("component." + component + "." + environment));
  for (auto& [name, value] : narrower) values[name] = std::move(value);
  return values;
}

Status ProxyTraffic::set_table(std::int64_t fence, std::int64_t generation,
                               const std::vector<delivery::TrafficRoute>& routes) {
  proxy::Table table{fence, generation, {}};
  for (const delivery::TrafficRoute& route : routes)
    table.routes.push_back({route.route_id, route.host, route.path, route.upstream_port, route.address,
                            proxy_sleep(route.sleep), route.further_ports});
  const Status set = client_.set_table(table);
  if (set.has_value()) return set;
  const bool is_stale = set.error().code() == "proxy.stale_table";
  return Error(set.error().kind(), is_stale ? "delivery.traffic_stale" : "delivery.traffic_unavailable",
               set.error().message())
      .with_hint(set.error().hint());
}

void ProxyTraffic::watch_asked(std::function<void(const std::vector<std::string>&)> asked) {
  asked_.reset();
  if (asked) asked_ = std::make_unique<proxy::AskedRoutes>(data_directory_, std::move(asked));
}

Result<std::uint64_t> ProxyTraffic::in_flight(int upstream_port) { return client_.in_flight(upstream_port); }

Result<std::vector<delivery::RouteCounters>> ProxyTraffic::counters() {
  TRY(const auto metrics, client_.metrics());
  std::vector<delivery::RouteCounters> out;
  for (const proxy::RouteMetrics& m : metrics) {
    delivery::RouteCounters counters;
    counters.route_id = m.id;
    counters.requests = m.requests;
    counters.errors_4xx = m.responses_4xx;
    counters.errors_5xx = m.responses_5xx;
    counters.in_flight = m.in_flight;
    counters.bytes_out = m.bytes_out;
    counters.idle = std::chrono::milliseconds(m.idle_milliseconds);
    counters.latency_seconds = static_cast<double>(m.latency_microseconds) / 1e6;
    counters.latency_buckets.assign(m.latency.begin(), m.latency.end());
    out.push_back(std::move(counters));
  }
  return out;
}

std::vector<double> ProxyTraffic::latency_bounds() const {
  return {proxy::latency_bounds.begin(), proxy::latency_bounds.end()};
}

std::function<Result<std::vector<golden_paths::PreviewResource>>(const auth::Principal&, const std::string&,
                                                                 const std::string&)>
foresight_of(delivery::Delivery& delivery) {
  return [&delivery](const auth::Principal& principal, const std::string& project,
                     const std::string& score) -> Result<std::vector<golden_paths::PreviewResource>> {
    TRY(const auto foreseen, delivery.foresee(principal, project, score));
    std::vector<golden_paths::PreviewResource> out;
    for (const delivery::ForeseenResource& each : foreseen)
      out.push_back({each.environment, each.env_type, each.name, each.type, each.resource_class, each.definition,
                     each.driver, each.description});
    return out;
  };
}

}  // namespace towpath::app
