#include <atomic>
#include <thread>

#include "engine_fixture.h"

using namespace towpath;
using namespace towpath::runs;

namespace {

/// A database whose connection breaks between a commit and its confirmation, when asked to; for the asking thread only,
/// because the engine writes whenever it likes.
class LossyDb final : public db::Db {
 public:
  explicit LossyDb(db::Db& inner) : inner_(inner) {}
  void lose_next_confirmation() { loser_ = std::this_thread::get_id(); }

  Status migrate(const std::vector<db::Migration>& migrations) override { return inner_.migrate(migrations); }
  std::vector<db::Row> claim(std::string_view sql, const db::Params& params) override {
    return inner_.claim(sql, params);
  }
  db::Subscription listen(std::string channel, std::function<void(std::string_view)> on_hint) override {
    return inner_.listen(std::move(channel), std::move(on_hint));
  }
  db::Subscription lead(std::string name, std::string channel, std::function<void(db::Tx&)> on_wake,
                        std::function<void()> on_lost) override {
    return inner_.lead(std::move(name), std::move(channel), std::move(on_wake), std::move(on_lost));
  }
  const db::Dialect& dialect() const override { return inner_.dialect(); }
  Status snapshot_to(const std::string& path) override { return inner_.snapshot_to(path); }
  Load load() const override { return inner_.load(); }

 private:
  void run_write(const std::function<bool(db::Tx&)>& body) override {
    const Status kept = inner_.transact([&](db::Tx& tx) -> Status {
      return body(tx) ? ok() : Status(failed("test.undone", "The body wants nothing."));
    });
    if (!kept.has_value() || loser_.load() != std::this_thread::get_id()) return;
    loser_ = std::thread::id();
    throw db::DatabaseError(db::DatabaseError::Reason::connection_lost, "lost after the commit");
  }
  void run_read(const std::function<void(db::Tx&)>& body) override {
    inner_.read([&](db::Tx& tx) {
      body(tx);
      return true;
    });
  }
  void submit(db::PendingWrite& write) override {
    inner_.transact_async(
        [&write](db::Tx& tx) -> Status {
          return write.apply(tx) ? ok() : Status(failed("test.undone", "The body wants nothing."));
        },
        [&write](const Status&) { write.finish(nullptr); });
  }

  db::Db& inner_;
  std::atomic<std::thread::id> loser_{};
};

}  // namespace

TEST_SUITE("claims whose commit was not confirmed") {
  TEST_CASE("what a submission claimed runs, though the submitter was told that the database was lost") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      LossyDb lossy(database.db());
      Fixture f(lossy);
      Script script;
      std::atomic<int> ran{0};
      script.body = [&](NodeContext&) {
        ++ran;
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      REQUIRE(f.finish(f.runs().submit(run_of({node("warm")})).value()) == RunState::succeeded);

      lossy.lose_next_confirmation();
      CHECK_THROWS_AS((void)f.runs().submit(run_of({node("job")})), db::DatabaseError);

      const RunId id(database.db().read(
          [](db::Tx& tx) { return tx.query_one("SELECT id FROM runs ORDER BY number DESC LIMIT 1")->text(0); }));
      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(ran == 2);
    });
  }
}
