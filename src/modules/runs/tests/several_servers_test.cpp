#include <atomic>

#include "base/elsewhere.h"
#include "engine_fixture.h"
#include "runs/binding.h"

using namespace towpath;
using namespace towpath::runs;

namespace {

/// Two servers of two hosts on one PostgreSQL.
void with_two_hosts(const std::function<void(Fixture&, Fixture&)>& test) {
  db::testing::for_each_lasting_engine(all_migrations(), [&](db::testing::TestDatabase& database) {
    if (database.db().dialect().engine() != db::Engine::postgres) return;
    const auto other = db::Db::open({.url = database.url(), .durability = db::Durability::normal}).value();
    constexpr std::chrono::milliseconds lease{1'500};
    Fixture one(database.db(), "host-1", lease), two(*other, "host-2", lease);
    test(one, two);
  });
}

RunId submit_bound(Fixture& f, const RunSpec& spec, const std::string& host) {
  return f.db_
      .transact([&](db::Tx& tx) -> Result<RunId> {
        TRY(const RunId id, f.runs().submit(tx, spec));
        bind_to_host(tx, id, host);
        return id;
      })
      .value();
}

}  // namespace

TEST_SUITE("several servers") {
  TEST_CASE("a node that needs another host waits for its server and runs there, as does what follows it") {
    with_two_hosts([](Fixture& one, Fixture& two) {
      std::atomic<int> refused{0}, done{0};
      Script elsewhere, here;
      elsewhere.body = [&](NodeContext&) {
        ++refused;
        return NodeResult::failure(other_host("test.other_host", "The thing", "host-2"));
      };
      here.body = [&](NodeContext&) {
        ++done;
        return NodeResult::success();
      };
      one.runs().add_executor("script", elsewhere);
      two.runs().add_executor("script", here);
      one.start();
      const RunId id = one.runs().submit(run_of({node("first"), node("second", {"first"})})).value();
      CHECK(one.wait_until(id,
                           [&] { return one.get(id).nodes.at(0).waiting_reason.find("host-2") != std::string::npos; }));
      CHECK(one.get(id).nodes.at(0).state == NodeState::ready);
      CHECK(done == 0);

      two.start();

      CHECK(two.finish(id) == RunState::succeeded);
      CHECK(one.finish(id) == RunState::succeeded);
      CHECK(refused == 1);
      CHECK(done == 2);
    });
  }

  TEST_CASE(
      "what a server held that is away is taken over when its lease has run out, and what it reports is refused") {
    with_two_hosts([](Fixture& one, Fixture& two) {
      Script script;
      script.body = [](NodeContext& context) {
        CHECK(context.node().attempt == 2);
        return NodeResult::success();
      };
      one.runs().add_executor("script", script);
      one.start();
      const RunId id = two.db_
                           .transact([&](db::Tx& tx) -> Result<RunId> {
                             TRY(const RunId run, two.runs().submit(tx, run_of({node("a")})));
                             tx.exec(
                                 "INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) SELECT "
                                 "node_id, 'dead', 'host-2', 1, 0 FROM runs_ready");
                             tx.exec("UPDATE runs_nodes SET state = 'running', attempt = 1, fence = 1");
                             tx.exec("DELETE FROM runs_ready");
                             return run;
                           })
                           .value();
      CHECK(one.finish(id) == RunState::succeeded);
      CHECK(one.db_.read([](db::Tx& tx) { return tx.query("SELECT fence FROM runs_nodes").at(0).integer(0); }) == 2);
      CHECK(one.db_.read([](db::Tx& tx) { return tx.query("SELECT COUNT(*) FROM runs_leases").at(0).integer(0); }) ==
            0);
    });
  }

  TEST_CASE("a cancel at one server stops the node at the other one, and both see the end") {
    with_two_hosts([](Fixture& one, Fixture& two) {
      Gate started;
      Script script;
      script.body = [&](NodeContext& context) {
        started.open();
        Gate().wait(context.stop());
        return NodeResult{NodeState::cancelled, "{}", {}, {}};
      };
      one.runs().add_executor("script", script);
      two.runs().add_executor("script", script);
      one.start();
      two.start();
      const RunId id = submit_bound(two, run_of({node("a")}), "host-1");
      REQUIRE(started.wait());
      CHECK(two.runs().cancel(two.admin, id, "").has_value());
      CHECK(two.finish(id) == RunState::cancelled);
      CHECK(one.finish(id) == RunState::cancelled);
    });
  }

  TEST_CASE("what is submitted while a server looks at its leases is not stopped as if it had lost one") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      constexpr std::chrono::milliseconds lease{30};  // looked at every third of it
      Fixture f(database.db(), "host-1", lease);
      Script script;
      script.body = [](NodeContext& context) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, context.stop(), std::chrono::milliseconds(2), [] { return false; });
        return context.stop().stop_requested() ? NodeResult::failure(failed("test.stopped", "Stopped."))
                                               : NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      int stopped = 0;
      for (int i = 0; i < 300; ++i) {
        const RunId id = f.runs().submit(run_of({node("a")})).value();
        f.finish(id);
        if (f.state(id, "a") != NodeState::succeeded) ++stopped;
      }
      CHECK(stopped == 0);
    });
  }

  TEST_CASE("the log of a step is asked for where it is") {
    with_two_hosts([](Fixture& one, Fixture& two) {
      Script script;
      script.body = [](NodeContext& context) {
        const int step = context.begin_step("work");
        context.log(step, "a line\n");
        context.end_step(step, StepOutcome::succeeded);
        return NodeResult::success();
      };
      one.runs().add_executor("script", script);
      one.start();
      const RunId id = submit_bound(two, run_of({node("a")}), "host-1");
      REQUIRE(one.finish(id) == RunState::succeeded);
      CHECK(one.runs().log({id, "a", 0, 0}, 1, 10).value().size() == 1);
      const auto there = two.runs().log({id, "a", 0, 0}, 1, 10);
      REQUIRE_FALSE(there.has_value());
      CHECK(there.error().code() == "runs.other_host");
      CHECK(elsewhere(there.error()) == "host-1");
    });
  }
}
