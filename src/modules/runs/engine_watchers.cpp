#include <algorithm>
#include <set>

#include "engine.h"

namespace towpath::runs {

db::Subscription Engine::watch(const std::string& run_id, std::function<void()> on_change) {
  const std::lock_guard lock(watch_mutex_);
  const int id = next_watcher_++;
  watchers_.emplace(run_id, std::pair(id, std::make_shared<std::function<void()>>(std::move(on_change))));
  return db::Subscription([this, run_id, id] {
    const std::lock_guard guard(watch_mutex_);
    const auto [begin, end] = watchers_.equal_range(run_id);
    const auto it = std::find_if(begin, end, [&](const auto& entry) { return entry.second.first == id; });
    if (it != end) watchers_.erase(it);
  });
}

void Engine::changed(const std::string& run_id) {
  std::vector<std::shared_ptr<std::function<void()>>> callbacks;
  {
    const std::lock_guard lock(watch_mutex_);
    const auto [begin, end] = watchers_.equal_range(run_id);
    for (auto it = begin; it != end; ++it) callbacks.push_back(it->second.second);
  }
  for (const auto& callback : callbacks) (*callback)();
}

void Engine::all_changed() {
  std::set<std::string> runs;
  {
    const std::lock_guard lock(watch_mutex_);
    for (const auto& [run, watcher] : watchers_) runs.insert(run);
  }
  for (const std::string& run : runs) changed(run);
}

}  // namespace towpath::runs
