#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "net.h"
#include "proxy/table.h"

namespace towpath::proxy {

/// Counters of a route, and when it was last in use.
struct LiveMetrics : RouteMetrics {
  Clock::time_point last_used = Clock::now();  ///< Of a route without requests: when it came.
  std::uint64_t idle(Clock::time_point now) const;
};

/// A route in effect and its counters. Shared: requests in flight keep counting after the table has changed.
struct LiveRoute {
  Route route;
  std::shared_ptr<LiveMetrics> metrics;
};

/// Whether a route's requests may go to a port at its address.
bool leads_to(const Route& route, int port);

/// What is wrong with a table, one field error for each route. Errors: proxy.invalid_table.
Status validate(const Table& table);

/// The table in effect: finds the route of a request. One thread.
class RouteIndex {
 public:
  /// Takes effect for every request decided after it. Counters of routes that stay go on.
  void replace(const Table& table);

  /// `host` as in the request, with or without port and in any case; `path` with query. nullptr: no route.
  std::shared_ptr<const LiveRoute> find(std::string_view host, std::string_view path) const;
  bool knows_host(std::string_view host) const;

  const Table& table() const { return table_; }
  bool uses(const std::string& address, int port) const;
  std::vector<RouteMetrics> metrics() const;

 private:
  using Paths = std::vector<std::shared_ptr<const LiveRoute>>;  // Longest path first.
  const Paths* paths_of(std::string_view host) const;

  Table table_;
  std::unordered_map<std::string, Paths> hosts_;  ///< Wildcards are under ".example.org".
  std::map<std::string, std::shared_ptr<LiveMetrics>> metrics_;
};

}  // namespace towpath::proxy
