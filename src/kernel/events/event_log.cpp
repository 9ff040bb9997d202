#include <openssl/rand.h>

#include <chrono>
#include <stdexcept>

#include "base/faults.h"
#include "base/strings.h"
#include "events/chain.h"
#include "events/events.h"
#include "events/several_servers.h"

#include "delivery.h"
#include "event_store.h"

namespace towpath::events {
namespace {

constexpr std::string_view unsealed_hint = "events.unsealed";
constexpr std::string_view sealed_hint = "events.sealed";
constexpr std::string_view rebuild_hint = "events.rebuild";

/// 16 random bytes as hex.
std::string new_salt() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) throw std::runtime_error("no random bytes from OpenSSL");
  return to_hex(std::string_view(reinterpret_cast<const char*>(bytes), sizeof bytes));
}

class EventLog final : public Events, public SeveralServers {
 public:
  EventLog(db::Db& db, const Clock& clock) : db_(db), clock_(clock), delivery_(db, store_) {}
  ~EventLog() override { stop(); }

  EventId append(db::Tx& tx, const NewEvent& event) override {
    const std::string salt = new_salt();
    const Header header{new_ulid(),
                        to_rfc3339(clock_.now()),
                        event.type,
                        event.subject,
                        event.actor,
                        event.owner_ref,
                        event.project_id,
                        event.env_type,
                        payload_digest(salt, event.payload)};
    store_.insert(tx, header, salt, event.payload);
    if (seals_at_once()) {
      // One writer: what this closure writes is already in commit order, and goes with it when it is undone.
      seal(tx, {header});
    } else {
      store_.queue_unsealed(tx, header.id);
      tx.notify(unsealed_hint);
    }
    return EventId(header.id);
  }

  void erase_payload(db::Tx& tx, const EventId& event) override { store_.erase_payload(tx, event.text()); }

  std::vector<SealedEvent> after(std::int64_t sequence, std::size_t limit) override {
    return db_.read([&](db::Tx& tx) { return store_.after(tx, sequence, limit); });
  }

  std::vector<SealedEvent> find(const EventFilter& filter) override {
    return db_.read([&](db::Tx& tx) { return store_.find(tx, filter); });
  }

  std::int64_t last_sequence() override {
    return db_.read([&](db::Tx& tx) { return store_.last_seal(tx).first; });
  }

  db::Subscription subscribe(std::vector<std::string> types, std::optional<std::int64_t> from,
                             std::function<void(const SealedEvent&)> on_event) override {
    const std::int64_t position = from ? *from : last_sequence();
    return delivery_.subscribe(std::move(types), position, std::move(on_event));
  }

  db::Subscription consume(std::string name, std::vector<std::string> types,
                           std::function<bool(const SealedEvent&)> handler) override {
    return delivery_.consume(std::move(name), std::move(types),
                             [handler = std::move(handler)](const SealedEvent& event) {
                               return handler(event) ? std::optional<Reaction>(Reaction()) : std::nullopt;
                             });
  }

  db::Subscription react(std::string name, std::vector<std::string> types,
                         std::function<std::optional<Reaction>(const SealedEvent&)> prepare) override {
    return delivery_.consume(std::move(name), std::move(types), std::move(prepare));
  }

  bool leads() const override { return seals_at_once() || delivery_.is_leading(); }

  db::Subscription on_leading(std::function<void()> callback) override {
    return delivery_.on_leading(std::move(callback));
  }

  db::Subscription consume_on(const std::string& host, std::string name, std::vector<std::string> types,
                              std::function<bool(const SealedEvent&)> handler) override {
    if (seals_at_once()) return consume(std::move(name), std::move(types), std::move(handler));
    return delivery_.consume_here(name, name + "@" + host, std::move(types),
                                  [handler = std::move(handler)](const SealedEvent& event) {
                                    return handler(event) ? std::optional<Reaction>(Reaction()) : std::nullopt;
                                  });
  }

  void add_projection(Projection& projection) override {
    delivery_.add_projection(projection);
    projections_.push_back(&projection);
  }

  Status rebuild(const std::string& name) override {
    for (Projection* projection : projections_) {
      if (projection->name() != name) continue;
      CHECK_OK(db_.transact([&](db::Tx& tx) -> Status {
        projection->clear(tx);
        store_.set_cursor(tx, name, {projection->version(), 0});
        tx.notify(rebuild_hint, name);
        return ok();
      }));
      delivery_.reload(name);
      if (delivery_.wait_for(last_sequence(), std::chrono::steady_clock::time_point::max())) return ok();
      return unavailable("events.stopped", "The event log stopped before projection " + name + " was rebuilt.")
          .with_hint("It goes on at the next start.");
    }
    return not_found("events.unknown_projection", "There is no projection named " + name + ".");
  }

  bool settle(std::chrono::milliseconds deadline) override {
    constexpr std::chrono::milliseconds look_again{20};
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (true) {
      const auto [sealed, last] = db_.read([&](db::Tx& tx) {
        return std::pair(seals_at_once() || !store_.has_unsealed(tx), store_.last_seal(tx).first);
      });
      if (sealed) return delivery_.wait_for(last, until);
      const auto now = std::chrono::steady_clock::now();
      if (now >= until) return false;
      delivery_.wait_for(last + 1, std::min(until, now + look_again));
    }
  }

  void start() override {
    hints_.push_back(db_.listen(std::string(sealed_hint), [this](std::string_view) { delivery_.wake(); }));
    hints_.push_back(
        db_.listen(std::string(rebuild_hint), [this](std::string_view name) { delivery_.reload(std::string(name)); }));
    if (seals_at_once()) {
      delivery_.set_leading(true);
    } else {
      leadership_ = db_.lead(
          "events.seal", std::string(unsealed_hint), [this](db::Tx& tx) { lead(tx); },
          [this] { delivery_.set_leading(false); });
    }
    delivery_.start();
  }

  void stop() override {
    hints_.clear();
    delivery_.stop();
    leadership_.reset();  // Last: the next leader's consumers start when ours have ended.
  }

  Verdict verify() override { return verify_chain(db_); }

 private:
  bool seals_at_once() const { return db_.dialect().engine() == db::Engine::sqlite; }

  void lead(db::Tx& tx) {
    constexpr std::int64_t batch = 512;
    delivery_.set_leading(true);
    while (true) {
      const auto unsealed = store_.unsealed(tx, batch);
      if (unsealed.empty()) return;
      std::vector<Header> headers;
      for (const auto& [number, header] : unsealed) headers.push_back(header);
      seal(tx, headers);
      store_.remove_unsealed(tx, unsealed.back().first);
    }
  }

  void seal(db::Tx& tx, const std::vector<Header>& headers) {
    fault_point("events.seal.before_insert");
    auto [sequence, hash] = store_.last_seal(tx);
    std::vector<EventStore::Seal> seals;
    for (const Header& header : headers) {
      const std::string next = seal_hash(hash, ++sequence, header);
      seals.push_back({sequence, header.id, std::exchange(hash, next), next});
    }
    store_.insert_seals(tx, seals);
    fault_point("events.seal.after_insert");
    tx.notify(sealed_hint);
  }

  db::Db& db_;  // built before this log, like clock_
  const Clock& clock_;
  const EventStore store_{};
  Delivery delivery_;
  std::vector<Projection*> projections_;
  std::vector<db::Subscription> hints_;
  db::Subscription leadership_;
};

}  // namespace

SeveralServers& several_servers(Events& events) {
  auto* servers = dynamic_cast<SeveralServers*>(&events);
  if (!servers) throw std::logic_error("this event log is not one of make_events()");
  return *servers;
}

DueWork only_when_leading(Events& events, DueWork work) {
  return [&events, work = std::move(work)](std::stop_token stop) -> std::optional<UtcTime> {
    if (!several_servers(events).leads()) return std::nullopt;
    return work(stop);
  };
}

std::unique_ptr<Events> make_events(db::Db& db, const Clock& clock) { return std::make_unique<EventLog>(db, clock); }

}  // namespace towpath::events
