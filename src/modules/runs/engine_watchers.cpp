#include <algorithm>
#include <set>

#include "engine.h"

namespace towpath::runs {

db::Subscription Engine::watch(const std::string& run_id, std::function<void()> on_change) {
  auto watcher = std::make_shared<Watcher>();
  watcher->on_change = std::move(on_change);
  {
    const std::lock_guard lock(watch_mutex_);
    watchers_.emplace(run_id, watcher);
  }
  return db::Subscription([this, run_id, watcher] {
    {
      const std::lock_guard lock(watch_mutex_);
      const auto [begin, end] = watchers_.equal_range(run_id);
      const auto it = std::find_if(begin, end, [&](const auto& entry) { return entry.second == watcher; });
      if (it != end) watchers_.erase(it);
    }
    const std::lock_guard call(watcher->call);
    watcher->is_over = true;
  });
}

void Engine::changed(const std::string& run_id) {
  std::vector<std::shared_ptr<Watcher>> watching;
  {
    const std::lock_guard lock(watch_mutex_);
    const auto [begin, end] = watchers_.equal_range(run_id);
    for (auto it = begin; it != end; ++it) watching.push_back(it->second);
  }
  for (const auto& watcher : watching) {
    const std::lock_guard call(watcher->call);
    if (!watcher->is_over) watcher->on_change();
  }
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
