#include "sqlite/sqlite_db.h"

#include <filesystem>
#include <semaphore>

#include "closure_scope.h"
#include "lead_loop.h"
#include "log/log.h"
#include "schema.h"
#include "sqlite/checkpointer.h"
#include "sqlite/file_lock.h"
#include "sqlite/transaction.h"
#include "sqlite/writer.h"

namespace towpath::db {
namespace {

/// A closure whose caller waits.
class AwaitedWrite final : public PendingWrite {
 public:
  explicit AwaitedWrite(const std::function<bool(Tx&)>& body) : body_(body) {}
  bool apply(Tx& tx) override { return body_(tx); }
  void finish(std::exception_ptr failure) noexcept override {
    failure_ = std::move(failure);
    // Under the lock: the waiting thread may destroy this object as soon as it can see done_.
    std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_; });
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::function<bool(Tx&)>& body_;
  std::exception_ptr failure_;
  std::mutex mutex_;  // guards done_
  std::condition_variable changed_;
  bool done_ = false;
};

/// Connections that only read, lent to one thread each.
class ReaderPool {
 public:
  ReaderPool(const std::string& path, int size, Durability durability) {
    for (int i = 0; i < size; ++i)
      idle_.push_back(std::make_unique<SqliteConnection>(path, SqliteConnection::Mode::read_only, durability));
  }
  std::unique_ptr<SqliteConnection> take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty(); });
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  void give_back(std::unique_ptr<SqliteConnection> connection) {
    {
      std::lock_guard lock(mutex_);
      idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
  }

 private:
  std::mutex mutex_;  // guards idle_
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
};

/// One read snapshot: opened now, closed at the end, whatever happens between.
class ReadSnapshot {
 public:
  explicit ReadSnapshot(SqliteConnection& connection) : connection_(connection) { connection_.run("BEGIN"); }
  ~ReadSnapshot() {
    // A read transaction has nothing to lose: the answer does not matter.
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  ReadSnapshot(const ReadSnapshot&) = delete;
  ReadSnapshot& operator=(const ReadSnapshot&) = delete;

 private:
  SqliteConnection& connection_;
};

class SqliteDb final : public Db {
 public:
  SqliteDb(const OpenOptions& options, std::unique_ptr<FileLock> lock)
      : path_(options.url),
        durability_(options.durability),
        in_memory_(options.url == ":memory:"),
        lock_(std::move(lock)) {
    if (options.access == Access::owner) {
      connection_ = std::make_unique<SqliteConnection>(path_, SqliteConnection::Mode::read_write, durability_);
      if (!in_memory_) checkpointer_ = std::make_unique<SqliteCheckpointer>(path_, *connection_, durability_);
    }
    if (!in_memory_) readers_ = std::make_unique<ReaderPool>(path_, options.readers, durability_);
    if (connection_)
      writer_ =
          std::make_unique<SqliteWriter>(*this, *connection_, connection_mutex_, hub_, options.group_commit_limit);
  }

  ~SqliteDb() override {
    if (writer_) writer_->finish();  // While every member still stands: what finishes may queue more.
  }

  Status migrate(const std::vector<Migration>& migrations) override {
    return apply_migrations(migrations, Engine::sqlite, [this](const std::function<void(Tx&)>& body) {
      run_write([&](Tx& tx) {
        body(tx);
        return true;
      });
    });
  }

  std::vector<Row> claim(std::string_view sql, const Params& params) override {
    std::vector<Row> rows;
    run_write([&](Tx& tx) {
      rows = tx.query(sql, params);
      return true;
    });
    return rows;
  }

  Subscription listen(std::string channel, std::function<void(std::string_view)> on_hint) override {
    return hub_.listen(std::move(channel), std::move(on_hint));
  }

  Subscription lead(std::string name, std::string channel, std::function<void(Tx&)> on_wake,
                    std::function<void()> on_lost) override {
    static_cast<void>(on_lost);  // Never happens: this process is the only one.
    auto turn = [this, on_wake = std::move(on_wake)] {
      run_write([&](Tx& tx) {
        on_wake(tx);
        return true;
      });
    };
    // Shared because std::function wants copyable captures; the subscription is the one owner of both.
    auto loop = std::make_shared<LeadLoop>(std::move(name), std::move(turn));
    auto hints =
        std::make_shared<Subscription>(hub_.listen(std::move(channel), [wake = loop.get()](auto) { wake->wake(); }));
    return Subscription([loop = std::move(loop), hints = std::move(hints)]() mutable {
      hints->reset();
      loop.reset();
    });
  }

  const Dialect& dialect() const override { return dialect_; }

  Status snapshot_to(const std::string& path) override {
    if (std::filesystem::exists(path))
      return conflict("db.snapshot_failed", "The file to copy the database to exists already.")
          .with_hint("Choose a new file.");
    if (in_memory_) {
      std::lock_guard lock(connection_mutex_);
      return copy_database(*connection_, path);
    }
    SqliteConnection source(path_, SqliteConnection::Mode::read_only, durability_);
    return copy_database(source, path);
  }

  Load load() const override { return writer_ ? writer_->load() : Load{}; }

 protected:
  void run_write(const std::function<bool(Tx&)>& body) override {
    ClosureScope::refuse_nesting(this);
    if (!writer_) throw std::logic_error("a write to a database that was opened read-only");
    AwaitedWrite write(body);
    writer_->submit_or_do(write);
    write.wait();
  }

  void submit(PendingWrite& write) override {
    if (!writer_) throw std::logic_error("a write to a database that was opened read-only");
    writer_->submit(write);
  }

  void run_read(const std::function<void(Tx&)>& body) override {
    ClosureScope::refuse_nesting(this);
    if (in_memory_) {
      std::lock_guard lock(connection_mutex_);
      connection_->refuse_writes(true);
      const Cleanup allow_again([this] { connection_->refuse_writes(false); });
      read_on(*connection_, body);
      return;
    }
    auto reader = readers_->take();
    const Cleanup give_back([&] { readers_->give_back(std::move(reader)); });
    reader->refuse_writes(true);
    read_on(*reader, body);
  }

 private:
  void read_on(SqliteConnection& connection, const std::function<void(Tx&)>& body) {
    const ClosureScope scope(this);
    const ReadSnapshot snapshot(connection);
    SqliteTx tx(connection);
    body(tx);
  }

  /// All pages in one step, that is in one read snapshot, so writing goes on and the copy need not start over.
  static Status copy_database(SqliteConnection& source, const std::string& path) {
    try {
      SqliteConnection target(path, SqliteConnection::Mode::read_write, Durability::full);
      sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
      if (backup) sqlite3_backup_step(backup, -1);
      if (backup && sqlite3_backup_finish(backup) == SQLITE_OK) return ok();
      log::error("database copy failed", {{"error", sqlite3_errmsg(target.handle())}});
    } catch (const DatabaseError& e) {
      log::error("database copy failed", {{"error", e.what()}});
    }
    std::filesystem::remove(path);
    return failed("db.snapshot_failed", "The database could not be copied; the server's log says why.")
        .with_hint("Check the space and the rights where the copy goes.");
  }

  class Cleanup {
   public:
    explicit Cleanup(std::function<void()> act) : act_(std::move(act)) {}
    ~Cleanup() { act_(); }
    Cleanup(const Cleanup&) = delete;
    Cleanup& operator=(const Cleanup&) = delete;

   private:
    std::function<void()> act_;
  };

  const std::string path_;
  const Durability durability_;
  const bool in_memory_;
  const Dialect dialect_{Engine::sqlite};
  std::unique_ptr<FileLock> lock_;
  HintHub hub_;
  std::unique_ptr<SqliteConnection> connection_;  // the writer's; guarded by connection_mutex_ once writer_ runs
  std::mutex connection_mutex_;
  std::unique_ptr<SqliteCheckpointer> checkpointer_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<SqliteWriter> writer_;
};

}  // namespace

Result<std::unique_ptr<Db>> open_sqlite(const OpenOptions& options) {
  std::unique_ptr<FileLock> lock;
  if (options.url != ":memory:" && options.access == Access::owner) {
    TRY(lock, FileLock::take(options.url + ".lock"));
  }
  try {
    return std::unique_ptr<Db>(std::make_unique<SqliteDb>(options, std::move(lock)));
  } catch (const DatabaseError& e) {
    log::error("database cannot be opened", {{"error", e.what()}});
    return failed("db.open_failed", "The database file cannot be opened; the log says why.")
        .with_hint("Check that the file is a database of this product and that this user may read and write it.");
  }
}

}  // namespace towpath::db
