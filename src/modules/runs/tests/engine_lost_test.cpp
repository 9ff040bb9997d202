#include <atomic>

#include "engine_fixture.h"

using namespace towpath;
using namespace towpath::runs;

namespace {

/// Blocks until it is told to stop, as a step that is killed with its server.
NodeResult block(NodeContext& context, Gate& started) {
  (void)context.begin_step("work");
  started.open();
  Gate().wait(context.stop());
  return NodeResult{NodeState::cancelled, "{}", {}, {}};
}

}  // namespace

TEST_SUITE("nodes whose server ended") {
  TEST_CASE(
      "a node that may not simply run again does when its policy covers being lost, and shows no step that runs") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      std::optional<RunId> id;
      {
        Fixture f(database);
        Gate started;
        Script script;
        script.resumable = false;
        script.body = [&](NodeContext& context) { return block(context, started); };
        f.runs().add_executor("script", script);
        f.start();
        NodeSpec job = node("job");
        job.retry.max_attempts = 2;
        id = f.runs().submit(run_of({job})).value();
        REQUIRE(started.wait());
        f.module->stop();
      }
      Fixture f(database);
      Script script;
      script.resumable = false;
      script.body = [](NodeContext& context) {
        CHECK(context.node().attempt == 2);
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();

      CHECK(f.finish(*id) == RunState::succeeded);
      const auto running = database.db().read([](db::Tx& tx) {
        return tx.query_one("SELECT COUNT(*) FROM runs_steps WHERE state = 'running'")->integer(0);
      });
      CHECK(running == 0);
    });
  }

  TEST_CASE("a node that had begun when its run was cancelled runs once more only to clean up") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      std::optional<RunId> id;
      {
        Fixture f(database);
        Gate started;
        Script script;
        script.body = [&](NodeContext& context) { return block(context, started); };
        f.runs().add_executor("script", script);
        f.start();
        id = f.runs().submit(run_of({node("job"), node("later", {"job"})})).value();
        REQUIRE(started.wait());
        f.module->stop();  // ready again, as after a death
      }
      // The cancellation was stored by the server that died, before it told the node.
      const Status cancelled = database.db().transact([&](db::Tx& tx) -> Status {
        tx.exec(
            "UPDATE runs SET state = 'cancelling', cancel_requested_at = '2026-01-01T00:00:00.000000Z' WHERE id = ?",
            {id->text()});
        return ok();
      });
      REQUIRE(cancelled.has_value());
      Fixture f(database);
      std::atomic<bool> was_told{false};
      Script script;
      script.body = [&](NodeContext& context) {
        was_told = context.stop().stop_requested();
        return NodeResult{NodeState::cancelled, "{}", {}, {}};
      };
      f.runs().add_executor("script", script);
      f.start();

      CHECK(f.finish(*id) == RunState::cancelled);
      CHECK(was_told);
      CHECK(f.state(*id, "later") == NodeState::cancelled);
    });
  }
}
