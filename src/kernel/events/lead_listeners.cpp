#include <algorithm>

#include "delivery.h"
#include "log/log.h"

namespace towpath::events {

db::Subscription Delivery::on_leading(std::function<void()> callback) {
  auto listener = std::make_shared<LeadListener>(LeadListener{std::move(callback)});
  const auto* key = listener.get();
  {
    std::lock_guard lock(mutex_);
    lead_listeners_.push_back(std::move(listener));
  }
  wake();
  return db::Subscription([this, key] {
    std::unique_lock lock(mutex_);
    std::erase_if(lead_listeners_, [&](const auto& each) { return each.get() == key; });
    if (std::this_thread::get_id() == thread_.get_id()) return;
    changed_.wait(lock, [&] { return calling_ != key; });
  });
}

/// Those who were not told since this server began to lead.
void Delivery::tell_leading() {
  while (true) {
    std::shared_ptr<LeadListener> next;
    {
      std::lock_guard lock(mutex_);
      if (!leading_ || stopping_) return;
      const auto found =
          std::find_if(lead_listeners_.begin(), lead_listeners_.end(), [](const auto& each) { return !each->is_told; });
      if (found == lead_listeners_.end()) return;
      next = *found;
      next->is_told = true;
      calling_ = next.get();
    }
    try {
      next->callback();
    } catch (const std::exception& e) {  // boundary: a module's callback
      log::error("work of a new leader failed to begin", {{"error", e.what()}});
    }
    {
      std::lock_guard lock(mutex_);
      calling_ = nullptr;
    }
    changed_.notify_all();
  }
}

}  // namespace towpath::events
