#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace towpath::delivery {

/// What a request meets for which nothing runs.
enum class RouteSleep {
  awake,   ///< It is stopped.
  asleep,  ///< It waits, and whoever watches is told.
  failed   ///< It is told that waking failed.
};

/// One rule of the data plane: requests for `host` below `path` go to `address`:`upstream_port`.
struct TrafficRoute {
  std::string host;        ///< Lower case, without port: "shop-development.localhost".
  std::string path = "/";  ///< Longest match wins.
  int upstream_port = 0;
  std::string route_id;                  ///< For counters: stays the same over switches ("<gu_id>").
  std::string address = {};              ///< Numeric, of another machine; "": 127.0.0.1.
  RouteSleep sleep = RouteSleep::awake;  ///< Anything else only with the port 0.
  std::vector<int> further_ports = {};   ///< At the same address: requests are spread over all of them.
};

struct RouteCounters {
  std::string route_id;
  std::uint64_t requests = 0, errors_4xx = 0, errors_5xx = 0, in_flight = 0, bytes_out = 0;
  std::chrono::milliseconds idle{0};           ///< Since it was last in use; 0 while it is.
  double latency_seconds = 0;                  ///< Sum over all that the buckets count.
  std::vector<std::uint64_t> latency_buckets;  ///< Counts by latency_bounds().
};

/// The data plane as delivery sees it; a port, plugged by src/app with the proxy. A table is in effect when set_table()
/// has returned: a route switch is done only then (docs/ARCHITECTURE.md decision 12). Thread-safe, blocking.
class Traffic {
 public:
  virtual ~Traffic() = default;
  /// Replaces the whole table. Accepted only with a higher (fence, generation). Errors: delivery.traffic_unavailable,
  /// delivery.traffic_stale.
  virtual Status set_table(std::int64_t fence, std::int64_t generation, const std::vector<TrafficRoute>& routes) = 0;
  /// Requests and open tunnels that still go to a port.
  virtual Result<std::uint64_t> in_flight(int upstream_port) = 0;
  virtual Result<std::vector<RouteCounters>> counters() = 0;
  /// Upper bounds of the latency buckets, seconds; the last bucket is unbounded.
  virtual std::vector<double> latency_bounds() const = 0;
  /// Port on which workloads answer, for URLs.
  virtual int port() const = 0;
  /// Who hears of requests for routes that sleep, by id: `asked` is called on a thread of the data plane's, one call
  /// after the other. Nothing ends it, and returns when a call under way has ended.
  virtual void watch_asked(std::function<void(const std::vector<std::string>&)> asked) = 0;
};

}  // namespace towpath::delivery
