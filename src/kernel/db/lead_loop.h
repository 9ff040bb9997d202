#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "hints.h"

namespace towpath::db {

/// The thread behind Db::lead() where the process always leads: runs `turn` once at the start and after each wake().
class LeadLoop {
 public:
  LeadLoop(std::string name, std::function<void()> turn);
  ~LeadLoop();  ///< Waits for a running turn.
  LeadLoop(const LeadLoop&) = delete;
  LeadLoop& operator=(const LeadLoop&) = delete;

  void wake();

 private:
  void work();

  const std::string name_;
  const std::function<void()> turn_;
  std::mutex mutex_;  // guards woken_, stopping_
  std::condition_variable changed_;
  bool woken_ = true;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::db
