#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"

namespace towpath::events {

using EventId = Id<struct EventTag>;

/// What happened: one business fact. Inserted in the transaction that made it true.
struct NewEvent {
  std::string type;            ///< "<module>.<noun>.<past participle>", for example "delivery.deployment.succeeded".
  std::string subject;         ///< What it is about: an entity reference or "<noun>:<id>".
  std::string actor;           ///< Who: "user:default/alice", "system", "run:<id>".
  std::string payload = "{}";  ///< JSON object; no secret ever. Field names are part of the API.
  // Attributes that authorisation conditions may use; empty where they do not apply.
  std::string owner_ref = {};
  std::string project_id = {};
  std::string env_type = {};
};

/// An event with its place in the one order.
struct SealedEvent {
  std::int64_t sequence = 0;  ///< 1, 2, 3, ... without gaps, in commit order.
  EventId id;
  UtcTime at;
  std::string type, subject, actor, owner_ref, project_id, env_type;
  std::string payload;  ///< JSON object; empty when it was erased.
  std::string previous_hash;
  std::string hash;  ///< Hex SHA-256 over previous hash, header and payload digest (README.md): the chain.
};

/// Which events to list. What is empty does not restrict.
struct EventFilter {
  std::string type = {};  ///< With a '.' at its end: every type below it.
  std::string subject = {};
  std::string actor = {};
  std::optional<UtcTime> from = {};          ///< At this time or later.
  std::optional<UtcTime> to = {};            ///< Earlier than this.
  std::optional<std::int64_t> before = {};   ///< Sequences below it: the last one of the page before.
  std::vector<std::string> owner_refs = {};  ///< One of these owners.
  std::vector<std::string> env_types = {};   ///< One of these environment types, or none.
  std::size_t limit = 50;
};

/// An event with all that recomputing its hash needs (events/chain.h).
struct Evidence {
  SealedEvent event;
  std::string payload_digest;
  std::string salt;  ///< Empty when the payload was erased.
};

/// What verification found.
struct Verdict {
  std::int64_t checked = 0;               ///< Seals found right, from the first on.
  std::optional<std::int64_t> first_bad;  ///< Sequence of the first seal that does not fit, if any.
  std::string reason;                     ///< Empty when the chain holds.
};

/// A consumer that keeps tables of its own in step with the log. Its tables and its cursor move in one transaction.
class Projection {
 public:
  virtual ~Projection() = default;
  /// Stable; the key of the cursor row.
  virtual std::string name() const = 0;
  /// Raised when the rules change: the tables are emptied with clear() and rebuilt from the first event.
  virtual int version() const = 0;
  /// Event types it wants; empty means all. A type ending in '.' stands for every type below it.
  virtual std::vector<std::string> types() const = 0;
  /// Applies one event. Deterministic: reads only the event and its own tables.
  virtual void apply(db::Tx& tx, const SealedEvent& event) = 0;
  /// Applies events in their order, within one transaction. For a projection that writes once what many of them say.
  virtual void apply_all(db::Tx& tx, std::span<const SealedEvent> events) {
    for (const SealedEvent& event : events) apply(tx, event);
  }
  virtual void clear(db::Tx& tx) = 0;
};

/// The event log. Thread-safe.
class Events {
 public:
  virtual ~Events() = default;

  /// Inserts inside the caller's transaction; sealed when that commits (SQLite: same commit; PostgreSQL: by the
  /// leader).
  virtual EventId append(db::Tx& tx, const NewEvent& event) = 0;

  /// Removes the payload for good; the event, its digest and the chain stay.
  virtual void erase_payload(db::Tx& tx, const EventId& event) = 0;

  /// Sealed events after `sequence`, oldest first.
  virtual std::vector<SealedEvent> after(std::int64_t sequence, std::size_t limit) = 0;
  virtual std::int64_t last_sequence() = 0;
  /// Sealed events that fit, newest first.
  virtual std::vector<SealedEvent> find(const EventFilter& filter) = 0;

  /// `on_event` runs on the events thread, in order, for each sealed event from now on (or after `from`). Slow work is
  /// handed to jobs. Ends with the returned object.
  virtual db::Subscription subscribe(std::vector<std::string> types, std::optional<std::int64_t> from,
                                     std::function<void(const SealedEvent&)> on_event) = 0;

  /// A durable consumer that survives restarts: at least once, in order, remembered by `name`. The handler runs on a
  /// thread of the consumer's own and answers true to go on, false to be called again later with the same event; an
  /// exception counts as false. A new name starts at the present end of the log. With several servers on one
  /// PostgreSQL, consumers and projections run on one of them at a time.
  virtual db::Subscription consume(std::string name, std::vector<std::string> types,
                                   std::function<bool(const SealedEvent&)> handler) = 0;

  /// What an event makes happen in the database, in the very transaction that ticks it: exactly once.
  using Reaction = std::function<Status(db::Tx&)>;
  /// As consume(), for what must not happen twice. `prepare` reads and decides outside the transaction, at least once;
  /// of what it answers only that of the last time is committed, under the rules of Db::transact. Nothing, or an
  /// exception: again later. An empty Reaction ticks the event.
  virtual db::Subscription react(std::string name, std::vector<std::string> types,
                                 std::function<std::optional<Reaction>(const SealedEvent&)> prepare) = 0;

  /// Registers before start(); the reference must outlive Events.
  virtual void add_projection(Projection& projection) = 0;
  /// Empties the projection's tables and applies the log from its first event; blocks until that is done.
  /// Errors: events.unknown_projection; events.stopped.
  virtual Status rebuild(const std::string& projection) = 0;
  /// Blocks until every projection, consumer and subscription has handled all events committed so far. For tests and
  /// for reads that must see a write just made. False when the deadline passed. Subscriptions are those of this server;
  /// projections and consumers may run on another.
  virtual bool settle(std::chrono::milliseconds deadline) = 0;

  /// Starts sealing (PostgreSQL), projections and consumers. stop() ends them; both are called once.
  virtual void start() = 0;
  virtual void stop() = 0;

  /// verify_chain() on this log.
  virtual Verdict verify() = 0;
};

/// The events after `sequence`, oldest first, as evidence.
std::vector<Evidence> evidence_after(db::Db& db, std::int64_t sequence, std::size_t limit);

/// Recomputes the chain from the first seal. Works beside a running server and on a database no server uses.
Verdict verify_chain(db::Db& db);

std::vector<db::Migration> migrations();
std::unique_ptr<Events> make_events(db::Db& db, const Clock& clock);

}  // namespace towpath::events
