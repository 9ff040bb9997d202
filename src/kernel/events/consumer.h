#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "db/db.h"
#include "events/events.h"

#include "event_store.h"
#include "type_filter.h"

namespace towpath::events {

/// One durable consumer: a thread that hands events to the handler in order and moves the cursor after each.
/// Thread-safe.
class Consumer {
 public:
  using Handler = std::function<std::optional<Events::Reaction>(const SealedEvent&)>;

  enum class Where { leader, here };
  /// `on_progress` is called after each handled event, on the consumer's thread. Everything referenced must outlive it.
  Consumer(db::Db& db, const EventStore& store, std::string name, std::vector<std::string> types, Handler handler,
           std::function<void()> on_progress, Where where = Where::leader);
  ~Consumer();  ///< Waits for a running handler.
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  const std::string& name() const { return name_; }
  const TypeFilter& filter() const { return filter_; }
  /// Whether it runs on this server whoever leads.
  bool is_here() const { return where_ == Where::here; }

  /// Forgets what waits and goes on after the stored cursor. Blocking.
  void resume();
  /// Forgets what waits, until resume().
  void suspend();

  /// The sequence up to which events were offered; absent while suspended.
  std::optional<std::int64_t> position() const;
  bool has_room() const;
  /// Takes what it wants of `events`, which follow position().
  void offer(std::span<const SealedEvent> events);
  /// True when it has handled what it wants up to `sequence`.
  bool is_done_to(std::int64_t sequence) const;

 private:
  void work();
  bool handle(const SealedEvent& event);
  void keep_cursor_near();

  db::Db& db_;
  const EventStore& store_;
  const std::string name_;
  const TypeFilter filter_;
  const Handler handler_;
  const std::function<void()> on_progress_;
  const Where where_;

  mutable std::mutex mutex_;  // guards everything below but thread_
  std::condition_variable changed_;
  std::deque<SealedEvent> waiting_;
  std::optional<std::int64_t> position_;
  std::int64_t stored_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::events
