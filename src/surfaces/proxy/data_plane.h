#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "net.h"
#include "proxy/proxy.h"
#include "route_index.h"
#include "waiting_room.h"

namespace towpath::proxy {

class Connection;

/// Kept connections to upstreams, by address and port. A connection that lay idle for longer than a second is closed:
/// servers close theirs after two to five seconds (gunicorn, Node), and a request must not meet that.
class UpstreamPool {
 public:
  using Upstream = std::pair<std::string, int>;  ///< As in a Route.

  /// One that the upstream has not closed meanwhile, the last used first.
  std::optional<Socket> take(const Upstream& upstream, Clock::time_point now);
  void put(const Upstream& upstream, Socket socket, Clock::time_point now);
  void close_idle(Clock::time_point now);
  /// Those of upstreams that `is_used` denies: an instance that is being replaced can end.
  template <class IsUsed>
  void close_unused(IsUsed is_used) {
    std::erase_if(idle_, [&](const auto& entry) { return !is_used(entry.first); });
  }
  bool is_empty() const { return idle_.empty(); }

 private:
  struct Idle {
    Socket socket;
    Clock::time_point since;
  };
  std::map<Upstream, std::vector<Idle>> idle_;
};

/// What all connections share. One thread.
class DataPlane {
 public:
  DataPlane(asio::io_context& context, const ProxyOptions& options);

  asio::io_context& context;
  const ProxyOptions& options;
  RouteIndex routes;
  UpstreamPool pool;
  WaitingRoom waiting;
  Clock::time_point now;  ///< Coarse: at most a second old while connections are open.

  /// In effect when it returns.
  void set_table(const Table& table);
  /// To a port, whatever the address: more than there are for one upstream make its end later, never earlier.
  std::uint64_t in_flight(int port) const;

  Awaitable<> accept_from(Acceptor& acceptor);

  /// Answers what comes on kept connections with "Connection: close" from here on.
  void start_draining() { is_draining_ = true; }
  bool is_draining() const { return is_draining_; }
  void close_idle_connections();
  std::size_t connection_count() const { return connections_.size(); }

  /// Closes what is past its time. Called every second while there are connections.
  void tick();
  bool needs_tick() const { return !connections_.empty() || !pool.is_empty(); }

  void add(Connection* connection) { connections_.insert(connection); }
  void remove(Connection* connection) { connections_.erase(connection); }
  void begin_exchange(int port) { ++by_port_[port]; }
  void end_exchange(int port);
  /// Of a route's ports the one with the fewest requests under way, of equals the next in turn; without those in
  /// `refused`, unless that leaves none. 0 for a route that leads nowhere.
  int choose_port(const Route& route, const std::vector<int>& refused);

 private:
  std::unordered_set<Connection*> connections_;  ///< Each removes itself when it ends.
  std::unordered_map<int, std::uint64_t> by_port_;
  std::size_t turn_ = 0;  ///< Where choose_port() begins to look, so that ports without requests take turns.
  bool is_draining_ = false;
};

}  // namespace towpath::proxy
