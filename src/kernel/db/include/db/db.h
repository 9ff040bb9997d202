#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/migration.h"
#include "db/value.h"

namespace towpath::db {

enum class Engine { sqlite, postgres };

/// How safe an acknowledged commit is. `full` survives loss of power; `normal` survives the death of the process and
/// may lose the last commits on loss of power (SQLite synchronous=NORMAL, PostgreSQL synchronous_commit=off).
enum class Durability { full, normal };

/// SQL that differs between the two engines. Text to be put into a statement, never a branch in a store.
class Dialect {
 public:
  explicit Dialect(Engine engine) : engine_(engine) {}
  Engine engine() const { return engine_; }
  /// Ends a claiming sub-select: "" or "FOR UPDATE SKIP LOCKED".
  std::string_view skip_locked() const;
  /// The text at `path` ("owner" or "a.b") of JSON column `column`, NULL when absent.
  std::string json_text(std::string_view column, std::string_view path) const;
  /// A predicate with one `?` that is true when `column` contains the parameter, ASCII case-insensitively; the caller
  /// escapes nothing.
  std::string contains_ignoring_case(std::string_view column) const;

 private:
  Engine engine_;
};

/// Statements inside one transaction, or on one read snapshot. Parameters are `?`. Valid only during the closure.
/// SQL is a string_view that must outlive the call; prepared statements are cached by text per connection.
class Tx {
 public:
  virtual ~Tx() = default;
  virtual std::vector<Row> query(std::string_view sql, const Params& params = {}) = 0;
  /// The first row, if any.
  std::optional<Row> query_one(std::string_view sql, const Params& params = {});
  /// Returns the number of rows changed. `INSERT ... ON CONFLICT DO NOTHING` answers 0 for a duplicate.
  virtual std::int64_t exec(std::string_view sql, const Params& params = {}) = 0;
  virtual const Dialect& dialect() const = 0;
  /// A hint to listeners of `channel` on every server, delivered after the commit and never instead of the data:
  /// it may be lost. In-process listeners get it on both engines.
  virtual void notify(std::string_view channel, std::string_view payload = {}) = 0;
};

/// Ends a subscription when it goes.
class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
  Subscription(Subscription&& other) noexcept : cancel_(std::exchange(other.cancel_, nullptr)) {}
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      reset();
      cancel_ = std::exchange(other.cancel_, nullptr);
    }
    return *this;
  }
  ~Subscription() { reset(); }
  void reset() {
    if (cancel_) std::exchange(cancel_, nullptr)();
  }

 private:
  std::function<void()> cancel_;
};

struct OpenOptions {
  std::string url;  ///< A SQLite file path, ":memory:", or "postgresql://user:password@host:port/database".
  Durability durability = Durability::full;
  int readers = 4;               ///< Connections for read().
  int group_commit_limit = 128;  ///< SQLite: closures that may share one commit.
  /// SQLite only: names the process in the lock file beside the database, for the message a second server gets.
  bool exclusive = true;
};

/// The database. Thread-safe; every call blocks, so call from a worker thread.
///
/// transact() hands `body` to the writer. The body may run more than once, touches only the Tx and what it captured,
/// never nests, and does no network or process work. It is answered after the commit of its group. When it returns an
/// Error nothing it did remains, and neighbours in the same group are not affected. An exception in the body undoes it
/// and is thrown again to the caller.
class Db {
 public:
  virtual ~Db() = default;

  /// Errors: db.open_failed, db.in_use (names the holder's pid), db.newer_version (from migrate).
  static Result<std::unique_ptr<Db>> open(const OpenOptions& options);

  /// Applies what is missing, in the given order, under a lock; idempotent. Errors: db.newer_version when the database
  /// has a migration this list does not know.
  virtual Status migrate(const std::vector<Migration>& migrations) = 0;

  template <class F>
  auto transact(F&& body) -> std::invoke_result_t<F&, Tx&> {
    using R = std::invoke_result_t<F&, Tx&>;  // always a Result<T>
    std::optional<R> out;
    run_write([&](Tx& tx) {
      out.emplace(body(tx));
      return out->has_value();
    });
    return std::move(*out);
  }

  /// Runs on a read-only snapshot of committed data.
  template <class F>
  auto read(F&& body) -> std::invoke_result_t<F&, Tx&> {
    using R = std::invoke_result_t<F&, Tx&>;
    std::optional<R> out;
    run_read([&](Tx& tx) { out.emplace(body(tx)); });
    return std::move(*out);
  }

  /// One statement by itself: on PostgreSQL at READ COMMITTED (for claims with SKIP LOCKED), on SQLite through the
  /// writer like transact().
  virtual std::vector<Row> claim(std::string_view sql, const Params& params) = 0;

  /// `on_hint` runs on an internal thread for each notify() on `channel`, also once after a lost connection came back
  /// (with an empty payload). It must return quickly.
  virtual Subscription listen(std::string channel, std::function<void(std::string_view payload)> on_hint) = 0;

  /// Called inside every SQLite group, after the bodies and before its COMMIT, when a body of the group asked for it by
  /// Tx::notify("before_commit:<name>"). Used by kernel/events to seal in commit order. Set once, before use.
  virtual void set_before_commit(std::string name, std::function<void(Tx&)> hook) = 0;

  /// PostgreSQL: tries to become the leader for `name` on a dedicated connection, on which alone `lead` may write while
  /// it holds the lock. SQLite: the process is always the leader. `lead` runs on its own thread whenever leadership is
  /// held and a hint on `channel` (or a bounded interval) wakes it.
  virtual Subscription lead(std::string name, std::string channel, std::function<void(Tx&)> on_wake) = 0;

  virtual const Dialect& dialect() const = 0;

  /// A consistent copy while running. SQLite: a database file at `path`. PostgreSQL: errors with db.unsupported.
  virtual Status snapshot_to(const std::string& path) = 0;

  /// Writes and reads waiting or running now, for health pages.
  struct Load {
    std::size_t queued_writes = 0;
    std::int64_t committed_groups = 0;
    std::int64_t committed_writes = 0;
  };
  virtual Load load() const = 0;

 protected:
  /// `body` answers whether to keep its work.
  virtual void run_write(const std::function<bool(Tx&)>& body) = 0;
  virtual void run_read(const std::function<void(Tx&)>& body) = 0;
};

}  // namespace towpath::db
