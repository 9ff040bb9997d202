#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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
  /// exec() once for each of `rows`, in order; on PostgreSQL many go in one round trip. Returns the number of rows
  /// changed by each.
  virtual std::vector<std::int64_t> exec_each(std::string_view sql, const std::vector<Params>& rows) = 0;
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

/// `owner` may write; on SQLite it holds the lock file beside the database for as long as the Db lives.
/// `read_only` needs no lock, so it also works beside a running server; transact() and migrate() throw.
enum class Access { owner, read_only };

struct OpenOptions {
  std::string
      url;  ///< A SQLite file path, ":memory:", or "postgresql://user:password@host:port/database?option=value".
  Durability durability = Durability::full;
  Access access = Access::owner;
  int readers = 4;               ///< Connections for read(); on PostgreSQL the pool that transact() uses, too.
  int group_commit_limit = 128;  ///< SQLite: closures that may share one commit.
};

/// The database itself failed: broken SQL, a violated constraint, a full disk, a lost connection. Not for stores to
/// catch (CONVENTIONS §5): it ends at a boundary, which logs it. The message may hold SQL, never parameters.
class DatabaseError : public std::runtime_error {
 public:
  enum class Reason { constraint, disk_full, conflict, connection_lost, other };
  DatabaseError(Reason reason, const std::string& message) : std::runtime_error(message), reason_(reason) {}
  Reason reason() const { return reason_; }

 private:
  Reason reason_;
};

/// One closure on its way through the writer. finish() is the last call it gets and may end its life.
class PendingWrite {
 public:
  virtual ~PendingWrite() = default;
  /// Does the work and answers whether to keep it. May be called more than once.
  virtual bool apply(Tx& tx) = 0;
  /// After the commit (or the failure) of its group; `failure` is what apply() or the commit threw, or null.
  virtual void finish(std::exception_ptr failure) noexcept = 0;
};

/// The database. Thread-safe; every call blocks, so call from a worker thread.
///
/// transact() hands `body` to the writer. The body may run more than once, touches only the Tx and what it captured,
/// never nests (a call on the same Db inside a body throws std::logic_error), and does no network or process work. It
/// is answered after the commit of its group. When it returns an Error nothing it did remains, and neighbours in the
/// same group are not affected. An exception in the body undoes it and is thrown again to the caller.
class Db {
 public:
  virtual ~Db() = default;

  /// Errors: db.open_failed, db.in_use (names the holder's pid).
  static Result<std::unique_ptr<Db>> open(const OpenOptions& options);

  /// Applies what is missing, in the given order, under a lock, each in a transaction of its own; idempotent. The list
  /// is always the whole one. Errors: db.newer_version (the database has a migration this list does not know),
  /// db.migration_changed (an applied migration's text is another now).
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

  /// As transact(), without waiting: `on_done(Result<T>)` runs on an internal thread after the commit. It must return
  /// quickly and may call transact_async() again, nothing else of this Db. An exception of the body or of the commit
  /// arrives as db.write_failed. Closures queued by one thread share commits on SQLite, where they run in the order of
  /// the calls; on PostgreSQL several run at a time, in no order.
  template <class F, class G>
  void transact_async(F body, G on_done) {
    using R = std::invoke_result_t<F&, Tx&>;
    struct Write final : PendingWrite {
      Write(F f, G g) : body(std::move(f)), on_done(std::move(g)) {}
      bool apply(Tx& tx) override {
        out.emplace(body(tx));
        return out->has_value();
      }
      void finish(std::exception_ptr failure) noexcept override {
        std::unique_ptr<Write> self(this);
        if (failure) out.emplace(write_failed(failure));
        on_done(std::move(*out));
      }
      F body;
      G on_done;
      std::optional<R> out;
    };
    submit(*new Write(std::move(body), std::move(on_done)));  // Owned by itself until finish().
  }

  /// Runs on a read-only snapshot of committed data; the body may return a value of any type. A statement that writes
  /// throws.
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
  /// (with an empty payload). It must return quickly. Equal hints that wait together may be delivered once. When the
  /// subscription has ended, `on_hint` neither runs nor will run.
  virtual Subscription listen(std::string channel, std::function<void(std::string_view payload)> on_hint) = 0;

  /// Runs `on_wake` in a write transaction on a thread of its own: once when leadership for `name` is gained, then for
  /// each hint on `channel` (hints that arrive meanwhile count as one). SQLite: the process is always the leader.
  /// PostgreSQL: the holder of an advisory lock leads and writes on the very connection that holds it, so a leader that
  /// lost its lock cannot write; a slow safety wake-up covers lost hints. An exception is logged and retried later.
  /// The transaction is REPEATABLE READ. `on_lost` runs on the same thread when leadership was lost. Ending the
  /// subscription ends the leadership and waits for a running `on_wake`.
  virtual Subscription lead(std::string name, std::string channel, std::function<void(Tx&)> on_wake,
                            std::function<void()> on_lost = {}) = 0;

  virtual const Dialect& dialect() const = 0;

  /// A consistent copy while running. SQLite: a database file at `path`, which must not exist.
  /// Errors: db.snapshot_failed; db.unsupported on PostgreSQL, where pg_dump is the tool.
  virtual Status snapshot_to(const std::string& path) = 0;

  /// For health pages and benchmarks. A group is one commit.
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
  virtual void submit(PendingWrite& write) = 0;

 private:
  static Error write_failed(const std::exception_ptr& failure);
};

}  // namespace towpath::db
