#include "hints.h"

#include <algorithm>

#include "log/log.h"

namespace towpath::db {

HintHub::HintHub() : thread_([this] { deliver(); }) {}

HintHub::~HintHub() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Subscription HintHub::listen(std::string channel, std::function<void(std::string_view)> on_hint) {
  auto listener = std::make_shared<Listener>(Listener{std::move(channel), std::move(on_hint)});
  const Listener* key = listener.get();
  std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
  return Subscription([this, key] { cancel(key); });
}

void HintHub::cancel(const Listener* listener) {
  std::unique_lock lock(mutex_);
  std::erase_if(listeners_, [&](const auto& each) { return each.get() == listener; });
  // A listener that ends itself from its own callback must not wait for that callback.
  if (std::this_thread::get_id() == thread_.get_id()) return;
  changed_.wait(lock, [&] { return running_ != listener; });
}

void HintHub::publish(std::vector<Hint> hints) {
  if (hints.empty()) return;
  {
    std::lock_guard lock(mutex_);
    for (auto& hint : hints)
      if (std::find(waiting_.begin(), waiting_.end(), hint) == waiting_.end()) waiting_.push_back(std::move(hint));
  }
  changed_.notify_all();
}

void HintHub::wake_all() {
  std::vector<Hint> hints;
  for (auto& channel : channels()) hints.push_back({std::move(channel), ""});
  publish(std::move(hints));
}

std::vector<std::string> HintHub::channels() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& listener : listeners_) names.push_back(listener->channel);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void HintHub::deliver() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Hint hint = std::move(waiting_.front());
    waiting_.pop_front();
    std::vector<std::shared_ptr<Listener>> targets;
    for (const auto& listener : listeners_)
      if (listener->channel == hint.channel) targets.push_back(listener);
    for (const auto& target : targets) {
      if (std::find(listeners_.begin(), listeners_.end(), target) == listeners_.end()) continue;  // Ended meanwhile.
      running_ = target.get();
      lock.unlock();
      try {
        target->on_hint(hint.payload);
      } catch (const std::exception& e) {  // boundary: hint delivery
        log::error("hint listener failed", {{"channel", hint.channel}, {"error", e.what()}});
      }
      lock.lock();
      running_ = nullptr;
      changed_.notify_all();
    }
  }
}

}  // namespace towpath::db
