#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "net.h"
#include "proxy/table.h"

namespace towpath::proxy {

/// Requests that wait until what they are for is awake, and which sleeping routes were asked for. One thread.
class WaitingRoom {
 public:
  /// `most`: requests that wait at one time.
  explicit WaitingRoom(std::size_t most) : most_(most) {}
  using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

  /// A route is asked for, for the first time since it fell asleep.
  std::function<void(const std::string& route_id)> on_asked;

  void ask(const std::string& route_id);
  /// Those asked for that are not awake yet.
  std::vector<std::string> asked() const { return {asked_.begin(), asked_.end()}; }

  /// `timer` is cancelled with each new table, until leave().
  void enter(Timer& timer) { timers_.insert(&timer); }
  void leave(Timer& timer) { timers_.erase(&timer); }
  bool has_room() const { return timers_.size() < most_; }

  /// Those who wait look anew.
  void table_changed(const Table& table);

 private:
  std::size_t most_;
  std::set<std::string> asked_;
  std::unordered_set<Timer*> timers_;  ///< Of the connections that wait; each goes before its connection does.
};

}  // namespace towpath::proxy
