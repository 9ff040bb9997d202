#include "log_follower.h"

#include <vector>

namespace towpath::delivery {

namespace {

constexpr std::chrono::seconds between_copies{1};

}  // namespace

class LogFollower::Handle final : public LineWatch {
 public:
  Handle(LogFollower& owner, std::string id, std::unique_ptr<LineWatch> inner)
      : owner_(owner), id_(std::move(id)), inner_(std::move(inner)) {}
  ~Handle() override {
    inner_.reset();
    const std::lock_guard lock(owner_.mutex_);
    if (--owner_.watched_[id_] == 0) owner_.watched_.erase(id_);
  }

 private:
  LogFollower& owner_;
  const std::string id_;
  std::unique_ptr<LineWatch> inner_;
};

Result<std::unique_ptr<LineWatch>> LogFollower::watch(const InstanceId& id, const std::filesystem::path& directory,
                                                      std::function<void()> on_more) {
  std::filesystem::create_directories(directory / "log");
  TRY(auto inner, watcher_.watch((directory / "log").string(), std::move(on_more)));
  const std::lock_guard lock(mutex_);
  ++watched_[id.text()];
  if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  changed_.notify_all();
  return std::unique_ptr<LineWatch>(std::make_unique<Handle>(*this, id.text(), std::move(inner)));
}

void LogFollower::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !watched_.empty(); });
    std::vector<InstanceId> ids;
    for (const auto& [id, count] : watched_) ids.emplace_back(id);
    lock.unlock();
    for (const auto& id : ids)
      if (!stop.stop_requested()) copy_(id);
    lock.lock();
    changed_.wait_for(lock, stop, between_copies, [] { return false; });
  }
}

}  // namespace towpath::delivery
