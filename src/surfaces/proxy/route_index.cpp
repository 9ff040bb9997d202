#include "route_index.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace towpath::proxy {

namespace {

constexpr std::size_t most_further_ports = 100;

bool is_host(std::string_view host) {
  if (host.starts_with("*.")) host.remove_prefix(2);
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

/// Of another machine; empty for this one.
bool is_address(const std::string& text) {
  in6_addr bytes{};
  return text.empty() || inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

std::string_view without_port(std::string_view host) {
  if (host.starts_with("[")) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool covers(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return false;
  return prefix.ends_with('/') || path.size() == prefix.size() || path[prefix.size()] == '/' ||
         path[prefix.size()] == '?';
}

}  // namespace

bool leads_to(const Route& route, int port) {
  return route.port == port ||
         std::find(route.further_ports.begin(), route.further_ports.end(), port) != route.further_ports.end();
}

Status validate(const Table& table) {
  auto error = invalid_input("proxy.invalid_table", "the route table has errors")
                   .with_hint("correct the named routes; the old table stays in effect");
  std::set<std::string> ids;
  std::set<std::pair<std::string, std::string>> places;
  for (std::size_t i = 0; i < table.routes.size(); ++i) {
    const auto& route = table.routes[i];
    const auto at = fmt::format("/routes/{}", i);
    if (route.id.empty() || !ids.insert(route.id).second) error.add_field(at + "/id", "must be there and unique");
    if (!is_host(route.host)) error.add_field(at + "/host", "must be a host name in lower case without port");
    if (!route.path.starts_with('/')) error.add_field(at + "/path", "must start with '/'");
    if (route.port < 0 || route.port > 65535) error.add_field(at + "/port", "must be a port number, or 0");
    if (!is_address(route.address)) error.add_field(at + "/address", "must be a numeric address, or empty");
    if (route.sleep != Sleep::awake && route.port != 0) error.add_field(at + "/sleep", "what sleeps has the port 0");
    if (route.further_ports.size() > most_further_ports || (route.port == 0 && !route.further_ports.empty()) ||
        std::any_of(route.further_ports.begin(), route.further_ports.end(),
                    [](int port) { return port < 1 || port > 65535; }))
      error.add_field(at + "/furtherPorts",
                      fmt::format("must be at most {} port numbers beside another one", most_further_ports));
    if (!places.insert({route.host, route.path}).second)
      error.add_field(at, "another route has the same host and path");
  }
  if (error.fields().empty()) return ok();
  return error;
}

std::uint64_t LiveMetrics::idle(Clock::time_point now) const {
  if (in_flight > 0 || open_tunnels > 0 || now <= last_used) return 0;
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now - last_used).count());
}

void RouteIndex::replace(const Table& table) {
  table_ = table;
  hosts_.clear();
  std::map<std::string, std::shared_ptr<LiveMetrics>> kept;
  for (const auto& route : table.routes) {
    auto& metrics = kept[route.id];
    const auto known = metrics_.find(route.id);
    metrics = known != metrics_.end() ? known->second : std::make_shared<LiveMetrics>();
    metrics->id = route.id;
    const auto key = route.host.starts_with("*.") ? route.host.substr(1) : route.host;
    hosts_[key].push_back(std::make_shared<const LiveRoute>(LiveRoute{route, metrics}));
  }
  for (auto& [host, paths] : hosts_)
    std::sort(paths.begin(), paths.end(),
              [](const auto& a, const auto& b) { return a->route.path.size() > b->route.path.size(); });
  metrics_ = std::move(kept);
}

const RouteIndex::Paths* RouteIndex::paths_of(std::string_view host) const {
  auto name = to_lower(without_port(host));
  if (name.ends_with('.')) name.pop_back();
  if (const auto exact = hosts_.find(name); exact != hosts_.end()) return &exact->second;
  for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
    if (const auto wild = hosts_.find(name.substr(dot)); wild != hosts_.end()) return &wild->second;
  return nullptr;
}

std::shared_ptr<const LiveRoute> RouteIndex::find(std::string_view host, std::string_view path) const {
  if (const auto* paths = paths_of(host))
    for (const auto& live : *paths)
      if (covers(live->route.path, path)) return live;
  return nullptr;
}

bool RouteIndex::knows_host(std::string_view host) const { return paths_of(host) != nullptr; }

bool RouteIndex::uses(const std::string& address, int port) const {
  return std::any_of(table_.routes.begin(), table_.routes.end(),
                     [&](const Route& route) { return route.address == address && leads_to(route, port); });
}

std::vector<RouteMetrics> RouteIndex::metrics() const {
  std::vector<RouteMetrics> all;
  const auto now = Clock::now();
  for (const auto& [id, metrics] : metrics_) {
    all.push_back(*metrics);
    all.back().idle_milliseconds = metrics->idle(now);
  }
  return all;
}

}  // namespace towpath::proxy
