#include "delivery.h"

#include <algorithm>
#include <utility>

#include "base/faults.h"
#include "log/log.h"

namespace towpath::events {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t batch = 1024;
/// Of a projection that is far behind, being built anew: pages that many events touch are written once.
constexpr std::int64_t large_batch = 4 * batch;
constexpr std::int64_t far_behind = 2 * large_batch;
/// A projection that wants few events stores its cursor at least this often, so that a restart need not look at all
/// again.
constexpr std::int64_t cursor_distance = 1'000;
constexpr std::chrono::milliseconds first_pause{200};
constexpr std::chrono::milliseconds longest_pause{60'000};

}  // namespace

/// One transaction of one projection: what it wants of the next events, and its cursor.
struct Delivery::Attempt {
  ProjectionState* state;
  std::vector<SealedEvent> events;
  std::int64_t to;
  std::optional<Status> result = {};
};

Delivery::Delivery(db::Db& db, const EventStore& store) : db_(db), store_(store) {}
Delivery::~Delivery() { stop(); }

void Delivery::add_projection(Projection& projection) {
  std::lock_guard lock(mutex_);
  projections_.push_back(
      {&projection, projection.name(), projection.version(), TypeFilter(projection.types()), {}, false, 0, {}, {}});
}

db::Subscription Delivery::subscribe(std::vector<std::string> types, std::int64_t from,
                                     std::function<void(const SealedEvent&)> on_event) {
  auto state =
      std::make_shared<SubscriptionState>(SubscriptionState{TypeFilter(std::move(types)), std::move(on_event), from});
  const auto* key = state.get();
  {
    std::lock_guard lock(mutex_);
    subscriptions_.push_back(std::move(state));
  }
  wake();
  return db::Subscription([this, key] { end(key); });
}

db::Subscription Delivery::consume(std::string name, std::vector<std::string> types, Consumer::Handler handler) {
  const auto at_end = db_.read([&](db::Tx& tx) { return store_.last_seal(tx).first; });
  db_.transact([&](db::Tx& tx) -> Status {
       store_.add_cursor(tx, name, {0, at_end});
       return ok();
     })
      .value();
  return add(std::make_shared<Consumer>(db_, store_, std::move(name), std::move(types), std::move(handler),
                                        [this] { wake(); }));
}

db::Subscription Delivery::consume_here(const std::string& before, std::string name, std::vector<std::string> types,
                                        Consumer::Handler handler) {
  const auto at = db_.read([&](db::Tx& tx) {
    const auto cursor = store_.cursor(tx, before);
    return cursor ? cursor->sequence : store_.last_seal(tx).first;
  });
  db_.transact([&](db::Tx& tx) -> Status {
       store_.add_cursor(tx, name, {0, at});
       return ok();
     })
      .value();
  return add(std::make_shared<Consumer>(
      db_, store_, std::move(name), std::move(types), std::move(handler), [this] { wake(); }, Consumer::Where::here));
}

db::Subscription Delivery::add(std::shared_ptr<Consumer> consumer) {
  const auto* key = consumer.get();
  {
    std::lock_guard lock(mutex_);
    consumers_.push_back(std::move(consumer));
    consumers_resumed_ = false;
  }
  wake();
  return db::Subscription([this, key] { end(key); });
}

void Delivery::end(const SubscriptionState* subscription) {
  std::unique_lock lock(mutex_);
  std::erase_if(subscriptions_, [&](const auto& each) { return each.get() == subscription; });
  // A subscription that ends itself from its own callback must not wait for that callback.
  if (std::this_thread::get_id() == thread_.get_id()) return;
  changed_.wait(lock, [&] { return running_ != subscription; });
}

void Delivery::end(const Consumer* consumer) {
  std::shared_ptr<Consumer> last;  // Its thread ends outside the lock.
  std::lock_guard lock(mutex_);
  for (auto& each : consumers_)
    if (each.get() == consumer) last = each;
  std::erase(consumers_, last);
}

void Delivery::start() {
  std::lock_guard lock(mutex_);
  woken_ = true;
  thread_ = std::thread([this] { work(); });
}

void Delivery::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  std::vector<std::shared_ptr<Consumer>> ending;
  {
    std::lock_guard lock(mutex_);
    ending.swap(consumers_);
  }
}

void Delivery::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Delivery::set_leading(bool leading) {
  {
    std::lock_guard lock(mutex_);
    if (leading_ == leading) return;
    leading_ = leading;
    consumers_resumed_ = false;
    for (auto& state : projections_) state.reload = true;
    for (auto& listener : lead_listeners_) listener->is_told = false;
    if (!leading)
      for (auto& consumer : consumers_)
        if (!consumer->is_here()) consumer->suspend();
  }
  wake();
}

bool Delivery::is_leading() const {
  std::lock_guard lock(mutex_);
  return leading_;
}

bool Delivery::has_projection(const std::string& name) const {
  std::lock_guard lock(mutex_);
  return std::any_of(projections_.begin(), projections_.end(), [&](const auto& state) { return state.name == name; });
}

void Delivery::reload(const std::string& projection) {
  {
    std::lock_guard lock(mutex_);
    for (auto& state : projections_)
      if (state.name == projection) state.reload = true;
  }
  wake();
}

bool Delivery::wait_for(std::int64_t sequence, SteadyTime deadline) {
  constexpr std::chrono::milliseconds look_again{
      20};  // Who leads, and what another server does, is not signalled here.
  while (true) {
    bool leading;
    {
      std::unique_lock lock(mutex_);
      const auto until = std::min(deadline, std::chrono::steady_clock::now() + look_again);
      const bool done = changed_.wait_until(lock, until, [&] { return stopping_ || is_done_here(sequence); });
      if (stopping_) return false;
      leading = leading_;
      if (done && leading) return true;
      if (!done && std::chrono::steady_clock::now() >= deadline) return false;
      if (!done) continue;
    }
    if (is_done_elsewhere(sequence)) return true;
    std::unique_lock lock(mutex_);
    if (std::chrono::steady_clock::now() >= deadline) return false;
    changed_.wait_for(lock, look_again, [&] { return stopping_ || leading_; });
  }
}

/// What runs on this server has come that far. mutex_ is held.
bool Delivery::is_done_here(std::int64_t sequence) const {
  const auto subscriptions_done = std::all_of(subscriptions_.begin(), subscriptions_.end(), [&](const auto& each) {
    return each->position >= sequence && running_ != each.get();
  });
  const auto is_done = [&](const auto& each) { return each->is_done_to(sequence); };
  if (!leading_)
    return subscriptions_done && std::all_of(consumers_.begin(), consumers_.end(),
                                             [&](const auto& each) { return !each->is_here() || is_done(each); });
  return subscriptions_done &&
         std::all_of(projections_.begin(), projections_.end(),
                     [&](const auto& each) { return !each.reload && each.position && *each.position >= sequence; }) &&
         std::all_of(consumers_.begin(), consumers_.end(), is_done);
}

/// The leader's projections and consumers have come that far, by their stored cursors. Blocking.
bool Delivery::is_done_elsewhere(std::int64_t sequence) const {
  struct Follower {
    std::string name;
    int version;
    TypeFilter filter;
  };
  std::vector<Follower> followers;
  {
    std::lock_guard lock(mutex_);
    for (const auto& state : projections_) followers.push_back({state.name, state.version, state.filter});
    for (const auto& consumer : consumers_)
      if (!consumer->is_here()) followers.push_back({consumer->name(), 0, consumer->filter()});
  }
  return db_.read([&](db::Tx& tx) {
    return std::all_of(followers.begin(), followers.end(), [&](const Follower& follower) {
      const auto cursor = store_.cursor(tx, follower.name);
      if (!cursor || cursor->version != follower.version) return false;
      // A cursor is not moved for events nobody wants.
      const auto open = store_.after(tx, cursor->sequence, static_cast<std::size_t>(cursor_distance + batch));
      return std::none_of(open.begin(), open.end(), [&](const auto& event) {
        return event.sequence <= sequence && follower.filter.wants(event.type);
      });
    });
  });
}

SteadyTime Delivery::next_retry() const {
  auto next = SteadyTime::max();
  for (const auto& state : projections_)
    if (state.retry_at != SteadyTime()) next = std::min(next, state.retry_at);
  return next;
}

void Delivery::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto ready = [&] { return stopping_ || woken_; };
    if (const auto retry = next_retry(); retry == SteadyTime::max()) {
      changed_.wait(lock, ready);
    } else {
      changed_.wait_until(lock, retry, ready);
    }
    woken_ = false;
    bool more = true;
    while (more && !stopping_) {
      lock.unlock();
      bool failed = false;
      try {
        more = deliver_once();
      } catch (const std::exception& e) {  // boundary: event delivery
        log::error("event delivery failed", {{"error", e.what()}});
        failed = true;
      }
      changed_.notify_all();
      lock.lock();
      if (failed) changed_.wait_for(lock, first_pause, [&] { return stopping_; });
    }
  }
}

/// Answers whether there is more to do at once.
bool Delivery::deliver_once() {
  place_cursors();
  tell_leading();
  const auto last = db_.read([&](db::Tx& tx) { return store_.last_seal(tx).first; });
  const bool subscriptions = feed_subscriptions(last);
  const bool consumers = feed_consumers(last);  // those of another leader have no position
  if (!is_leading()) return subscriptions || consumers;
  const bool projections = feed_projections(last);
  return subscriptions || projections || consumers;
}

void Delivery::place_cursors() {
  std::vector<ProjectionState*> unplaced;
  std::vector<std::shared_ptr<Consumer>> consumers;
  {
    std::lock_guard lock(mutex_);
    for (auto& state : projections_)
      if (leading_ && (state.reload || !state.position) && state.retry_at <= std::chrono::steady_clock::now())
        unplaced.push_back(&state);
    if (!consumers_resumed_)
      for (const auto& consumer : consumers_)
        if (leading_ || consumer->is_here()) consumers.push_back(consumer);
    consumers_resumed_ = true;
  }
  for (auto* state : unplaced) place_cursor(*state);
  for (auto& consumer : consumers)
    if (!consumer->position()) consumer->resume();
}

/// Finds where the projection goes on; one with other rules than before starts anew.
void Delivery::place_cursor(ProjectionState& state) {
  {
    std::lock_guard lock(mutex_);
    state.reload = false;
    state.position.reset();
  }
  const std::int64_t at = db_.transact([&](db::Tx& tx) -> Result<std::int64_t> {
                               const auto cursor = store_.cursor(tx, state.name);
                               if (cursor && cursor->version == state.version) return cursor->sequence;
                               if (cursor) state.projection->clear(tx);
                               store_.set_cursor(tx, state.name, {state.version, 0});
                               return std::int64_t{0};
                             })
                              .value();
  std::lock_guard lock(mutex_);
  state.position = state.stored = at;
}

std::span<const SealedEvent> Delivery::fetch(std::int64_t after) {
  const bool has_next = !window_.empty() && after >= window_.front().sequence - 1 && after < window_.back().sequence;
  if (!has_next) window_ = db_.read([&](db::Tx& tx) { return store_.after(tx, after, batch); });
  const auto first =
      std::find_if(window_.begin(), window_.end(), [&](const auto& event) { return event.sequence > after; });
  return {first, window_.end()};
}

/// The next of a projection that is far behind: read for it alone, so that nothing is read that only others want.
Delivery::Reading Delivery::read_far(const TypeFilter& filter, std::int64_t after, std::int64_t last) const {
  Reading out{after, std::min(after + large_batch, last), {}};
  out.events = db_.read([&](db::Tx& tx) { return store_.wanted(tx, filter, after, out.to); });
  return out;
}

/// While a projection that is far behind is written, the events it comes to next are read.
void Delivery::read_ahead(const std::vector<Attempt>& attempts, std::int64_t last) {
  for (const Attempt& attempt : attempts)
    if (last - attempt.to > far_behind) attempt.state->ahead = read_far(attempt.state->filter, attempt.to, last);
}

std::vector<Delivery::Attempt> Delivery::attempts_to(std::int64_t last) {
  std::vector<Attempt> attempts;
  const auto now = std::chrono::steady_clock::now();
  for (auto& state : projections_) {  // The list itself does not change after start().
    if (!state.position || *state.position >= last || state.retry_at > now) continue;
    auto ahead = std::exchange(state.ahead, std::nullopt);
    if (last - *state.position > far_behind) {
      Reading next =
          ahead && ahead->after == *state.position ? std::move(*ahead) : read_far(state.filter, *state.position, last);
      attempts.push_back({&state, std::move(next.events), next.to});
      continue;
    }
    const auto events = fetch(*state.position);
    if (events.empty()) continue;
    Attempt attempt{&state, {}, events.back().sequence};
    for (const auto& event : events)
      if (state.filter.wants(event.type)) attempt.events.push_back(event);
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

bool Delivery::feed_projections(std::int64_t last) {
  auto attempts = attempts_to(last);
  run(attempts, last);
  bool more = false;
  std::lock_guard lock(mutex_);
  for (const auto& attempt : attempts) more |= settle_attempt(attempt, last);
  return more;
}

/// All at once, so that they share a commit where the engine can.
void Delivery::run(std::vector<Attempt>& attempts, std::int64_t last) {
  std::mutex mutex;
  std::condition_variable all_done;
  std::size_t open = 0;
  for (auto& attempt : attempts) {
    if (attempt.events.empty() && attempt.to - attempt.state->stored < cursor_distance) continue;
    {
      std::lock_guard lock(mutex);
      ++open;
    }
    db_.transact_async([this, &attempt](db::Tx& tx) { return apply(tx, attempt); },
                       [&](Status result) {
                         std::lock_guard lock(mutex);
                         attempt.result = std::move(result);
                         if (--open == 0) all_done.notify_one();
                       });
  }
  const auto wait = [&] {
    std::unique_lock lock(mutex);
    all_done.wait(lock, [&] { return open == 0; });
  };
  try {
    read_ahead(attempts, last);
  } catch (...) {  // boundary: throws on when nothing writes to `attempts` any more
    wait();
    throw;
  }
  wait();
}

Status Delivery::apply(db::Tx& tx, const Attempt& attempt) const {
  const ProjectionState& state = *attempt.state;
  const auto cursor = store_.cursor(tx, state.name);
  if (!cursor || cursor->version != state.version || cursor->sequence != state.stored)
    return conflict("events.cursor_moved", "The projection " + state.name + " was moved by someone else.");
  state.projection->apply_all(tx, attempt.events);
  store_.set_cursor(tx, state.name, {state.version, attempt.to});
  fault_point("events.projection.in_commit");
  return ok();
}

/// Takes note of how it went; answers whether there is more for this projection. mutex_ is held.
bool Delivery::settle_attempt(const Attempt& attempt, std::int64_t last) {
  ProjectionState& state = *attempt.state;
  if (!attempt.result || attempt.result->has_value()) {
    if (attempt.result) {
      fault_point("events.projection.after_commit");
      state.stored = attempt.to;
    }
    state.position = attempt.to;
    state.retry_at = {};
    state.pause = {};
    return attempt.to < last;
  }
  if (attempt.result->error().code() == "events.cursor_moved") {
    state.reload = true;
    return true;
  }
  state.pause = std::clamp(state.pause * 2, first_pause, longest_pause);
  state.retry_at = std::chrono::steady_clock::now() + state.pause;
  log::error("projection failed", {{"projection", state.name},
                                   {"after", state.stored},
                                   {"retry_ms", state.pause.count()},
                                   {"error", attempt.result->error().message()}});
  return false;
}

bool Delivery::feed_consumers(std::int64_t last) {
  std::vector<std::shared_ptr<Consumer>> consumers;
  {
    std::lock_guard lock(mutex_);
    consumers = consumers_;
  }
  bool more = false;
  for (auto& consumer : consumers) {
    const auto position = consumer->position();
    if (!position || *position >= last || !consumer->has_room()) continue;
    const auto events = fetch(*position);
    consumer->offer(events);
    more |= !events.empty() && events.back().sequence < last;
  }
  return more;
}

bool Delivery::feed_subscriptions(std::int64_t last) {
  std::vector<std::shared_ptr<SubscriptionState>> subscriptions;
  {
    std::lock_guard lock(mutex_);
    subscriptions = subscriptions_;
  }
  bool more = false;
  for (auto& subscription : subscriptions) {
    if (subscription->position >= last) continue;
    const auto events = fetch(subscription->position);
    call(*subscription, events);
    more |= !events.empty() && events.back().sequence < last;
  }
  return more;
}

void Delivery::call(SubscriptionState& subscription, std::span<const SealedEvent> events) {
  for (const auto& event : events) {
    {
      std::lock_guard lock(mutex_);
      const auto is_it = [&](const auto& each) { return each.get() == &subscription; };
      if (stopping_ || std::none_of(subscriptions_.begin(), subscriptions_.end(), is_it)) return;  // Ended meanwhile.
      running_ = &subscription;
    }
    try {
      if (subscription.filter.wants(event.type)) subscription.on_event(event);
    } catch (const std::exception& e) {  // boundary: event delivery
      log::error("event subscription failed", {{"sequence", event.sequence}, {"error", e.what()}});
    }
    {
      std::lock_guard lock(mutex_);
      running_ = nullptr;
      subscription.position = event.sequence;
    }
    changed_.notify_all();
  }
}

}  // namespace towpath::events
