#include "consumer.h"

#include <algorithm>

#include "base/faults.h"
#include "log/log.h"

namespace towpath::events {
namespace {

constexpr std::size_t most_waiting = 256;
/// A consumer that wants few events stores its cursor at least this often, so that a restart need not look at all
/// again.
constexpr std::int64_t cursor_distance = 1'000;
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{30'000};

}  // namespace

Consumer::Consumer(db::Db& db, const EventStore& store, std::string name, std::vector<std::string> types,
                   Handler handler, std::function<void()> on_progress, Where where)
    : db_(db),
      store_(store),
      name_(std::move(name)),
      filter_(std::move(types)),
      handler_(std::move(handler)),
      on_progress_(std::move(on_progress)),
      where_(where),
      thread_([this] { work(); }) {}

Consumer::~Consumer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Consumer::resume() {
  const auto cursor = db_.read([&](db::Tx& tx) { return store_.cursor(tx, name_); });
  std::lock_guard lock(mutex_);
  waiting_.clear();
  stored_ = cursor ? cursor->sequence : 0;
  position_ = stored_;
}

void Consumer::suspend() {
  std::lock_guard lock(mutex_);
  waiting_.clear();
  position_.reset();
}

std::optional<std::int64_t> Consumer::position() const {
  std::lock_guard lock(mutex_);
  return position_;
}

bool Consumer::has_room() const {
  std::lock_guard lock(mutex_);
  return waiting_.size() < most_waiting;
}

void Consumer::offer(std::span<const SealedEvent> events) {
  if (events.empty()) return;
  {
    std::lock_guard lock(mutex_);
    if (!position_) return;
    for (const SealedEvent& event : events)
      if (filter_.wants(event.type)) waiting_.push_back(event);
    position_ = events.back().sequence;
  }
  keep_cursor_near();
  changed_.notify_all();
}

void Consumer::keep_cursor_near() {
  std::int64_t to;
  {
    std::lock_guard lock(mutex_);
    if (!waiting_.empty() || !position_ || *position_ - stored_ < cursor_distance) return;
    to = stored_ = *position_;
  }
  db_.transact([&](db::Tx& tx) -> Status {
       store_.set_cursor(tx, name_, {0, to});
       return ok();
     })
      .value();
}

bool Consumer::is_done_to(std::int64_t sequence) const {
  std::lock_guard lock(mutex_);
  return position_ && *position_ >= sequence && (waiting_.empty() || waiting_.front().sequence > sequence);
}

bool Consumer::handle(const SealedEvent& event) {
  try {
    fault_point("events.consume.before_handle");
    const auto reaction = handler_(event);
    if (!reaction) return false;
    fault_point("events.consume.after_handle");
    const Status moved = db_.transact([&](db::Tx& tx) -> Status {
      if (*reaction) {
        // Leadership may have changed hands: what another server has ticked already happened.
        if (const auto cursor = store_.cursor(tx, name_); cursor && cursor->sequence >= event.sequence) return ok();
        CHECK_OK((*reaction)(tx));
      }
      store_.set_cursor(tx, name_, {0, event.sequence});
      return ok();
    });
    if (!moved.has_value()) throw std::runtime_error(moved.error().message());
    return true;
  } catch (const std::exception& e) {  // boundary: event delivery
    log::error("event consumer failed", {{"consumer", name_}, {"sequence", event.sequence}, {"error", e.what()}});
    return false;
  }
}

void Consumer::work() {
  auto pause = first_pause;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const SealedEvent event = waiting_.front();
    lock.unlock();
    const bool handled = handle(event);
    lock.lock();
    if (handled) {
      pause = first_pause;
      // A change of leadership may have emptied the queue meanwhile.
      if (!waiting_.empty() && waiting_.front().sequence == event.sequence) waiting_.pop_front();
      stored_ = std::max(stored_, event.sequence);
      lock.unlock();
      on_progress_();
      lock.lock();
    } else {
      changed_.wait_for(lock, pause, [&] { return stopping_; });
      pause = std::min(pause * 2, longest_pause);
    }
  }
}

}  // namespace towpath::events
