#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace towpath::proxy {

/// What a request for a route that leads nowhere meets.
enum class Sleep {
  awake,   ///< Nothing sleeps: with port 0 it is stopped.
  asleep,  ///< It is held while the server wakes what sleeps.
  failed   ///< Waking failed a moment ago: it is told so at once.
};

/// One rule: requests for `host` below `path` go to `address`:`port`, or one of the further ports.
struct Route {
  std::string id;              ///< Names the counters; stays the same when the port changes.
  std::string host;            ///< Lower case, without port. "*.example.org" matches one or more labels in front.
  std::string path = "/";      ///< Prefix of whole segments; the longest wins.
  int port = 0;                ///< 0: nothing runs there now; requests get 503.
  std::string address = {};    ///< Numeric, of another machine; "": 127.0.0.1.
  Sleep sleep = Sleep::awake;  ///< Anything else only with port 0.
  /// At the same address, at most 100: each request goes to the one with the fewest under way. A proxy of before knows
  /// `port` alone.
  std::vector<int> further_ports = {};
  bool operator==(const Route&) const = default;
};

/// The whole table with the right to replace an older one: (fence, generation) must be higher.
struct Table {
  std::int64_t fence = 0;
  std::int64_t generation = 0;
  std::vector<Route> routes;
  bool operator==(const Table&) const = default;
};

/// Upper bounds of the latency buckets in seconds; a last bucket is unbounded. Latency is from the whole request head
/// to the whole response head, so that a long stream counts as what it is: quickly answered.
inline constexpr std::array<double, 12> latency_bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,   0.25,   0.5,   1,    2.5,   10};

/// Counters of one route since the proxy started; they begin anew with a new proxy process.
struct RouteMetrics {
  std::string id;
  std::uint64_t requests = 0;  ///< Answered or failed; without those in flight.
  std::uint64_t responses_4xx = 0;
  std::uint64_t responses_5xx = 0;      ///< Of the upstream and of the proxy for it.
  std::uint64_t upstream_failures = 0;  ///< No connection, no or a malformed answer, an answer cut short.
  std::uint64_t client_aborts = 0;      ///< The client went before it had its answer.
  std::uint64_t bytes_in = 0;           ///< Bodies and tunnelled bytes from clients.
  std::uint64_t bytes_out = 0;
  std::uint64_t in_flight = 0;             ///< Requests now, without tunnels.
  std::uint64_t open_tunnels = 0;          ///< WebSocket and other upgraded connections now.
  std::uint64_t tunnels = 0;               ///< All that were opened.
  std::uint64_t idle_milliseconds = 0;     ///< Since the last request or tunnel ended; 0 while there is one.
  std::uint64_t latency_microseconds = 0;  ///< Sum over all that `latency` counts.
  std::array<std::uint64_t, latency_bounds.size() + 1> latency{};
};

}  // namespace towpath::proxy
