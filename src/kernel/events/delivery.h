#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "db/db.h"
#include "events/events.h"

#include "consumer.h"
#include "event_store.h"
#include "type_filter.h"

namespace towpath::events {

/// Carries sealed events to projections, consumers and subscriptions, on one thread that sleeps until it is woken.
/// Thread-safe.
class Delivery {
 public:
  Delivery(db::Db& db, const EventStore& store);
  ~Delivery();
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  void add_projection(Projection& projection);
  db::Subscription subscribe(std::vector<std::string> types, std::int64_t from,
                             std::function<void(const SealedEvent&)> on_event);
  db::Subscription consume(std::string name, std::vector<std::string> types, Consumer::Handler handler);

  /// As consume(), on this server whoever leads. A new `name` begins where the cursor `before` stands, if there is one.
  db::Subscription consume_here(const std::string& before, std::string name, std::vector<std::string> types,
                                Consumer::Handler handler);

  void start();
  void stop();
  /// There may be new events.
  void wake();
  /// Projections and consumers run while this server leads.
  void set_leading(bool leading);
  bool is_leading() const;
  /// Called each time this server begins to lead, and soon when it does already; on the delivery thread.
  db::Subscription on_leading(std::function<void()> callback);
  bool has_projection(const std::string& name) const;
  /// The stored cursor of a projection was set back.
  void reload(const std::string& projection);
  /// Waits until every follower has handled what is sealed up to `sequence`; subscriptions of other servers apart.
  bool wait_for(std::int64_t sequence, std::chrono::steady_clock::time_point deadline);

 private:
  /// What one projection wants of the events after `after` to `to`.
  struct Reading {
    std::int64_t after, to;
    std::vector<SealedEvent> events;
  };
  struct ProjectionState {
    Projection* projection;
    std::string name;
    int version;
    TypeFilter filter;
    std::optional<std::int64_t> position;  ///< Looked at so far; absent: the cursor is yet to be read.
    bool reload = false;                   ///< The cursor row was set back by someone else.
    std::int64_t stored = 0;               ///< What the cursor row says.
    std::chrono::steady_clock::time_point retry_at{};
    std::chrono::milliseconds pause{};
    std::optional<Reading> ahead{};  ///< Of a projection that is far behind; delivery thread only.
  };
  struct SubscriptionState {
    TypeFilter filter;
    std::function<void(const SealedEvent&)> on_event;
    std::int64_t position;
  };

  void work();
  bool deliver_once();
  void place_cursors();
  void place_cursor(ProjectionState& state);
  bool feed_projections(std::int64_t last);
  bool feed_consumers(std::int64_t last);
  bool feed_subscriptions(std::int64_t last);
  struct Attempt;
  std::vector<Attempt> attempts_to(std::int64_t last);
  void run(std::vector<Attempt>& attempts, std::int64_t last);
  bool settle_attempt(const Attempt& attempt, std::int64_t last);
  void call(SubscriptionState& subscription, std::span<const SealedEvent> events);
  Status apply(db::Tx& tx, const Attempt& attempt) const;
  db::Subscription add(std::shared_ptr<Consumer> consumer);
  void tell_leading();
  std::span<const SealedEvent> fetch(std::int64_t after);
  Reading read_far(const TypeFilter& filter, std::int64_t after, std::int64_t last) const;
  void read_ahead(const std::vector<Attempt>& attempts, std::int64_t last);
  bool is_done_here(std::int64_t sequence) const;
  bool is_done_elsewhere(std::int64_t sequence) const;
  std::chrono::steady_clock::time_point next_retry() const;
  void end(const SubscriptionState* subscription);
  void end(const Consumer* consumer);

  db::Db& db_;
  const EventStore& store_;
  std::vector<SealedEvent> window_;  // delivery thread only: the events last fetched

  mutable std::mutex mutex_;  // guards everything below but thread_; the delivery thread alone changes positions
  std::condition_variable changed_;
  std::list<ProjectionState> projections_;
  std::vector<std::shared_ptr<SubscriptionState>> subscriptions_;  // shared with the delivery that is running it
  std::vector<std::shared_ptr<Consumer>> consumers_;               // shared with the delivery that is feeding it
  /// Who is told when this server begins to lead.
  struct LeadListener {
    std::function<void()> callback;
    bool is_told = false;
  };
  std::vector<std::shared_ptr<LeadListener>> lead_listeners_;  // shared with the thread that is calling it
  const LeadListener* calling_ = nullptr;
  const SubscriptionState* running_ = nullptr;
  bool woken_ = false;
  bool leading_ = false;
  bool consumers_resumed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::events
