#include "lead_loop.h"

#include <chrono>

#include "log/log.h"

namespace towpath::db {
namespace {

constexpr std::chrono::seconds pause_after_failure{1};

}  // namespace

LeadLoop::LeadLoop(std::string name, std::function<void()> turn)
    : name_(std::move(name)), turn_(std::move(turn)), thread_([this] { work(); }) {}

LeadLoop::~LeadLoop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LeadLoop::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void LeadLoop::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || woken_; });
    if (stopping_) return;
    woken_ = false;
    lock.unlock();
    bool done = true;
    try {
      turn_();
    } catch (const std::exception& e) {  // boundary: a leader's turn
      log::error("leader's turn failed", {{"leader", name_}, {"error", e.what()}});
      done = false;
    }
    lock.lock();
    if (!done) {
      woken_ = true;
      changed_.wait_for(lock, pause_after_failure, [&] { return stopping_; });
    }
  }
}

}  // namespace towpath::db
