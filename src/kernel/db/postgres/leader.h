#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hints.h"
#include "postgres/connection.h"
#include "postgres/wake_event.h"

namespace towpath::db {

/// The thread behind Db::lead(): waits for the advisory lock of its name, then takes a turn for each wake(), on the
/// very connection that holds the lock, so that a leader whose lock is gone cannot write any more.
class PgLeader {
 public:
  struct Duty {
    std::string name;
    std::function<void(Tx&)> on_wake;
    std::function<void()> on_lost;  ///< May be empty.
  };
  /// `publish` gets the hints of what was committed. References must outlive the leader.
  PgLeader(const Db& owner, std::string url, Durability durability, Duty duty,
           std::function<void(std::vector<Hint>)> publish);
  ~PgLeader();  ///< Waits for a running turn.
  PgLeader(const PgLeader&) = delete;
  PgLeader& operator=(const PgLeader&) = delete;

  void wake() { wake_.set(); }

 private:
  void work();
  void take_lock(PgConnection& connection);
  void lead(PgConnection& connection);
  void take_turn(PgConnection& connection);

  const Db& owner_;
  const std::string url_;
  const Durability durability_;
  const Duty duty_;
  const std::function<void(std::vector<Hint>)> publish_;
  WakeEvent wake_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards waiting_for_lock_
  std::condition_variable no_longer_waiting_;
  PGcancel* waiting_for_lock_ = nullptr;
  std::thread thread_;
};

}  // namespace towpath::db
