#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hints.h"
#include "postgres/connection.h"
#include "postgres/wake_event.h"

namespace towpath::db {

/// Carries hints between the servers of one database, on one thread and one connection of its own.
///
/// Hints leave after the commit, not with it: NOTIFY inside a transaction makes all such commits wait for each other.
/// What a crash loses between the two is what a hint may lose. Hints of this process reach its own listeners directly.
/// Thread-safe.
class PgHintExchange {
 public:
  /// `hub` must outlive this object.
  PgHintExchange(std::string url, HintHub& hub);
  ~PgHintExchange();
  PgHintExchange(const PgHintExchange&) = delete;
  PgHintExchange& operator=(const PgHintExchange&) = delete;

  void publish(std::vector<Hint> hints);

 private:
  void work();
  void serve(PgConnection& connection);
  void send(PgConnection& connection);
  void receive(PgConnection& connection);
  bool is_stopping();

  const std::string url_;
  const std::string me_;  // Distinguishes this process's notifications.
  HintHub& hub_;
  WakeEvent wake_;
  std::mutex mutex_;  // guards leaving_, stopping_
  std::vector<Hint> leaving_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::db
