#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include "job_session.h"
#include "log/log.h"
#include "runner/runner.h"

namespace towpath::runner {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds first_pause{250}, longest_pause{5'000};

/// "<node>-<fence>".
std::optional<Hold> hold_from(const std::string& name) {
  Hold out;
  const char* end = name.data() + name.size();
  const auto node = std::from_chars(name.data(), end, out.node);
  if (node.ec != std::errc() || node.ptr == end || *node.ptr != '-') return std::nullopt;
  const auto fence = std::from_chars(node.ptr + 1, end, out.fence);
  if (fence.ec != std::errc() || fence.ptr != end) return std::nullopt;
  return out;
}

class Program final : public RunnerProgram {
 public:
  Program(RunnerOptions options, Registration registration, process::OwnedFd lock,
          std::unique_ptr<process::Spawner> spawner)
      : options_(std::move(options)),
        registration_(std::move(registration)),
        lock_(std::move(lock)),
        spawner_(std::move(spawner)),
        link_(registration_.url, registration_.credential),
        surroundings_{link_, *spawner_, options_.sandbox, options_.orphan_grace, [this] { session_over(); }} {}

  Status run() override {
    const Status ended = poll_until_over();
    has_ended_ = true;
    return ended;
  }
  bool has_ended() const override { return has_ended_; }

  void drain() override {
    log::info("draining: jobs are finished, nothing new is taken");
    const std::lock_guard lock(mutex_);
    is_draining_ = true;
    wake();
  }

  void cancel() override {
    const std::lock_guard lock(mutex_);
    is_draining_ = true;
    for (const auto& session : sessions_) session->end_early("given_up");
    wake();
  }

 private:
  Status poll_until_over() {
    take_up_old_jobs();
    auto wait = first_pause;
    bool was_away = false;
    for (;;) {
      reap();
      const Turn turn = next_turn();
      auto answer =
          link_.poll(next_sequence(), turn.free, turn.running, turn.is_draining, options_.poll_timeout, turn.stop);
      if (answer.has_value()) {
        if (std::exchange(was_away, false)) log::info("the server is there again");
        wait = first_pause;
        take_in(std::move(*answer));
        if (turn.is_draining && turn.running.empty() && is_idle()) return ok();
        continue;
      }
      const Error& error = answer.error();
      if (error.code() == "http.stopped") continue;  // something changed: the next turn says it
      if (error.code() == "runners.unknown_runner" || error.code() == "runners.version_mismatch") {
        abandon();
        return error;
      }
      if (!std::exchange(was_away, true))
        log::warn("the server is away; jobs go on", {{"code", error.code()}, {"detail", error.message()}});
      // One that drains and has nothing more to tell need not wait for a server that is away.
      if (turn.is_draining && turn.running.empty()) return ok();
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, wait, [&] { return is_changed_; });
      is_changed_ = false;
      wait = std::min(wait * 2, longest_pause);
    }
  }

  struct Turn {
    int free = 0;
    std::vector<Hold> running;
    bool is_draining = false;
    std::stop_token stop;
  };

  /// Of the polling thread.
  std::int64_t next_sequence() {
    sequence_ = std::max(sequence_ + 1, std::int64_t{clock_.now().time_since_epoch().count()});
    return sequence_;
  }

  /// Under the lock.
  void wake() {
    is_changed_ = true;
    poll_stop_.request_stop();
    changed_.notify_all();
  }

  void session_over() {
    const std::lock_guard lock(mutex_);
    // A poll that already asks for work is left alone: it may be about to get some.
    if (is_poll_full_ || is_draining_) wake();
  }

  Turn next_turn() {
    const std::lock_guard lock(mutex_);
    Turn turn;
    for (const auto& session : sessions_)
      if (!session->is_over()) turn.running.push_back(session->hold());
    turn.is_draining = is_draining_;
    if (!is_draining_) turn.free = std::max(0, options_.slots - static_cast<int>(turn.running.size()));
    is_poll_full_ = turn.free == 0;
    is_changed_ = false;
    poll_stop_ = std::stop_source();
    turn.stop = poll_stop_.get_token();
    return turn;
  }

  void take_in(PollAnswer answer) {
    const std::lock_guard lock(mutex_);
    for (const StopOrder& order : answer.stops)
      for (const auto& session : sessions_)
        if (session->hold() == order.hold) {
          log::info("a job is stopped", {{"node", order.hold.node}, {"reason", order.reason}});
          session->end_early(order.reason);
        }
    if (answer.drains && !std::exchange(is_draining_, true)) log::info("the server wants this runner to drain");
    if (!answer.job || is_draining_) return;  // one that is not named in the next poll goes back to the queue
    const Hold hold = answer.job->hold;
    log::info("a job begins", {{"node", hold.node}, {"fence", hold.fence}, {"title", answer.job->title}});
    auto session = std::make_unique<JobSession>(surroundings_, folder_of(hold), hold);
    session->begin(std::move(*answer.job));
    sessions_.push_back(std::move(session));
  }

  fs::path folder_of(const Hold& hold) const {
    const fs::path out = options_.folder / "jobs" / fmt::format("{}-{}", hold.node, hold.fence);
    fs::create_directories(out);
    return out;
  }

  void reap() {
    std::vector<std::unique_ptr<JobSession>> over;
    {
      const std::lock_guard lock(mutex_);
      for (auto it = sessions_.begin(); it != sessions_.end();) {
        if (!(*it)->is_over()) {
          ++it;
          continue;
        }
        over.push_back(std::move(*it));
        it = sessions_.erase(it);
      }
    }
    for (const auto& session : over) log::info("a job is over", {{"node", session->hold().node}});
  }

  bool is_idle() {
    const std::lock_guard lock(mutex_);
    return sessions_.empty();
  }

  void abandon() {
    std::vector<std::unique_ptr<JobSession>> all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(sessions_);
    }
    for (const auto& session : all) session->end_early("lost");
  }

  /// Jobs over which an earlier life of this runner died. Their processes died with it.
  void take_up_old_jobs() {
    std::error_code absent;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(options_.folder / "jobs", absent)) folders.push_back(entry.path());
    for (const fs::path& folder : folders) {
      const auto hold = hold_from(folder.filename().string());
      if (!hold) {
        fs::remove_all(folder);
        continue;
      }
      log::warn("a job was cut short when this runner died", {{"node", hold->node}, {"fence", hold->fence}});
      auto session = std::make_unique<JobSession>(surroundings_, folder, *hold);
      session->resume();
      const std::lock_guard lock(mutex_);
      sessions_.push_back(std::move(session));
    }
  }

  const RunnerOptions options_;
  const Registration registration_;
  const process::OwnedFd lock_;  ///< One process works in a folder.
  std::unique_ptr<process::Spawner> spawner_;
  const ServerLink link_;
  SessionSurroundings surroundings_;
  const SystemClock clock_{};
  std::int64_t sequence_ = 0;
  std::atomic<bool> has_ended_ = false;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  bool is_draining_ = false, is_changed_ = false, is_poll_full_ = false;
  std::stop_source poll_stop_;
  std::vector<std::unique_ptr<JobSession>> sessions_;
};

}  // namespace

Result<std::unique_ptr<RunnerProgram>> make_runner(RunnerOptions options) {
  options.folder = fs::absolute(options.folder);
  TRY(Registration registration, load_registration(options.folder));
  process::OwnedFd lock(::open((options.folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return conflict("runner.in_use", fmt::format("Another process works in {}.", options.folder.string()))
        .with_hint("Stop it first, or give this one a folder of its own: --dir");
  process::SpawnerOptions spawner_options;
  spawner_options.data_directory = options.folder;
  TRY(auto spawner, process::start_spawner(std::move(spawner_options)));
  std::unique_ptr<RunnerProgram> out =
      std::make_unique<Program>(std::move(options), std::move(registration), std::move(lock), std::move(spawner));
  return out;
}

}  // namespace towpath::runner
