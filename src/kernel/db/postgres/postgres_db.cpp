#include "postgres/postgres_db.h"

#include <algorithm>

#include "closure_scope.h"
#include "log/log.h"
#include "postgres/hint_exchange.h"
#include "postgres/leader.h"
#include "postgres/pool.h"
#include "postgres/transaction.h"
#include "postgres/writer.h"
#include "schema.h"

namespace towpath::db {
namespace {

constexpr int fewest_connections = 8;
constexpr std::string_view begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

class PostgresDb final : public Db {
 public:
  explicit PostgresDb(const OpenOptions& options)
      : access_(options.access),
        pool_(options.url, options.durability, std::max(options.readers, fewest_connections)),
        exchange_(options.url, hub_),
        writer_(*this, pool_, options.group_commit_limit,
                [this](std::vector<Hint> hints) { exchange_.publish(std::move(hints)); }) {
    pool_.take();  // Says at once when the server is not there.
  }
  ~PostgresDb() override { writer_.finish(); }

  Status migrate(const std::vector<Migration>& migrations) override {
    require_owner();
    PgConnection connection(pool_.url(), Durability::full);
    connection.defer("SET statement_timeout = 0");
    connection.query("SELECT pg_advisory_lock(hashtextextended('migrations', 0))", {});  // Until the connection closes.
    return apply_migrations(migrations, Engine::postgres, [&](const std::function<void(Tx&)>& body) {
      const ClosureScope scope(this);
      PgTx tx(connection);
      PgTransaction transaction(connection, "BEGIN");
      body(tx);
      transaction.commit();
    });
  }

  std::vector<Row> claim(std::string_view sql, const Params& params) override {
    ClosureScope::refuse_nesting(this);
    require_owner();
    return pool_.take()->query(sql, params);
  }

  Subscription listen(std::string channel, std::function<void(std::string_view)> on_hint) override {
    return hub_.listen(std::move(channel), std::move(on_hint));
  }

  Subscription lead(std::string name, std::string channel, std::function<void(Tx&)> on_wake,
                    std::function<void()> on_lost) override {
    require_owner();
    // Shared because std::function wants copyable captures; the subscription is the one owner of both.
    auto leader = std::make_shared<PgLeader>(*this, pool_.url(), pool_.durability(),
                                             PgLeader::Duty{std::move(name), std::move(on_wake), std::move(on_lost)},
                                             [this](std::vector<Hint> hints) { exchange_.publish(std::move(hints)); });
    auto hints =
        std::make_shared<Subscription>(hub_.listen(std::move(channel), [wake = leader.get()](auto) { wake->wake(); }));
    return Subscription([leader = std::move(leader), hints = std::move(hints)]() mutable {
      hints->reset();
      leader.reset();
    });
  }

  const Dialect& dialect() const override { return dialect_; }

  Status snapshot_to(const std::string&) override {
    return unavailable("db.unsupported", "A PostgreSQL database is not copied to a file.").with_hint("Use pg_dump.");
  }

  Load load() const override { return writer_.load(); }

 protected:
  void run_write(const std::function<bool(Tx&)>& body) override {
    ClosureScope::refuse_nesting(this);
    require_owner();
    writer_.run(body);
  }

  void run_read(const std::function<void(Tx&)>& body) override {
    ClosureScope::refuse_nesting(this);
    auto connection = pool_.take();
    const ClosureScope scope(this);
    PgTx tx(*connection);
    const PgTransaction snapshot(*connection, begin_read);
    body(tx);
  }

  void submit(PendingWrite& write) override {
    require_owner();
    writer_.submit(write);
  }

 private:
  void require_owner() const {
    if (access_ != Access::owner) throw std::logic_error("a write to a database that was opened read-only");
  }

  const Access access_;
  const Dialect dialect_{Engine::postgres};
  HintHub hub_;
  PgPool pool_;
  PgHintExchange exchange_;
  PgWriter writer_;
};

}  // namespace

Result<std::unique_ptr<Db>> open_postgres(const OpenOptions& options) {
  try {
    return std::unique_ptr<Db>(std::make_unique<PostgresDb>(options));
  } catch (const DatabaseError& e) {
    log::error("database cannot be reached", {{"error", e.what()}});
    return unavailable("db.open_failed", "The PostgreSQL database cannot be reached; the log says why.")
        .with_hint("Check the database URL and that the server runs: psql URL -c 'select 1'.");
  }
}

}  // namespace towpath::db
