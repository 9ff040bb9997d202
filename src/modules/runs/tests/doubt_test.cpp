#include <atomic>

#include "engine_fixture.h"
#include "runs/approval_nodes.h"

namespace towpath::runs {
namespace {

NodeResult in_doubt(std::function<void(db::Tx&)> on_commit = {}) {
  return {NodeState::unknown, "{}", failed("test.doubt", "Nobody knows what came of it."), std::move(on_commit)};
}

void with_engine(const std::function<void(Fixture&)>& body) {
  db::testing::for_each_engine(all_migrations(), [&](db::testing::TestDatabase& database) {
    Fixture f(database);
    body(f);
  });
}

}  // namespace

TEST_CASE("a node that nobody knows the end of waits, with what goes along with that, until it is run again") {
  with_engine([](Fixture& f) {
    std::atomic<int> calls = 0, commits = 0;
    Script script;
    script.body = [&](NodeContext&) {
      return ++calls == 1 ? in_doubt([&](db::Tx&) { ++commits; }) : NodeResult::success();
    };
    f.runs().add_executor("script", script);
    f.start();
    const RunId id = f.runs().submit(run_of({node("a"), node("b", {"a"})})).value();
    REQUIRE(f.wait_for(id, "a", NodeState::unknown));
    CHECK(commits == 1);
    CHECK(f.wait_until(id, [&] { return f.get(id).state == RunState::waiting; }));

    ApprovalNodes& nodes = approval_nodes(*f.module);
    const auto run_again = [&](const char* key) {
      return f.db_.transact([&](db::Tx& tx) -> Result<bool> { return nodes.run_again(tx, id, key, "it is known"); })
          .value();
    };
    CHECK_FALSE(run_again("b"));
    CHECK_FALSE(run_again("none"));
    CHECK(run_again("a"));

    CHECK(f.finish(id) == RunState::succeeded);
    CHECK(calls == 3);  // a twice, b once
    CHECK_FALSE(run_again("a"));
  });
}

TEST_CASE("a run waits when the last node beside the one in doubt has ended, and for the next one in doubt") {
  with_engine([](Fixture& f) {
    Gate other;
    std::atomic<bool> is_known = false;
    Script script;
    script.body = [&](NodeContext& context) {
      if (context.node().key == "other") {
        other.wait(context.stop());
        return NodeResult::success();
      }
      return is_known ? NodeResult::success() : in_doubt();
    };
    f.runs().add_executor("script", script);
    f.start();
    NodeSpec a = node("a");
    a.title = "Make the database";
    const RunId id = f.runs().submit(run_of({a, node("b"), node("other"), node("end", {"a", "b", "other"})})).value();
    REQUIRE(f.wait_for(id, "a", NodeState::unknown));
    REQUIRE(f.wait_for(id, "b", NodeState::unknown));
    CHECK(f.get(id).state == RunState::running);
    CHECK(f.get(id).waiting_reason == "Waiting at 'Make the database'.");

    other.open();

    CHECK(f.wait_until(id, [&] { return f.get(id).state == RunState::waiting; }));

    is_known = true;
    const auto run_again = [&](const char* key) {
      return f.db_
          .transact([&](db::Tx& tx) -> Result<bool> {
            return approval_nodes(*f.module).run_again(tx, id, key, "it is known");
          })
          .value();
    };
    REQUIRE(run_again("a"));
    CHECK(f.wait_until(
        id, [&] { return f.get(id).state == RunState::waiting && f.get(id).waiting_reason == "Waiting at 'b'."; }));
    REQUIRE(run_again("b"));
    CHECK(f.finish(id) == RunState::succeeded);
    CHECK(f.get(id).waiting_reason.empty());
  });
}

TEST_CASE("a node in doubt ends with its run when that is cancelled, before or after it came to doubt") {
  with_engine([](Fixture& f) {
    Gate begun;
    std::atomic<int> commits = 0;
    std::atomic<bool> waits_for_stop = false;
    Script script;
    script.body = [&](NodeContext& context) {
      if (waits_for_stop) {
        begun.open();
        Gate never;
        never.wait(context.stop());
      }
      return in_doubt([&](db::Tx&) { ++commits; });
    };
    f.runs().add_executor("script", script);
    f.start();

    const RunId waiting = f.runs().submit(run_of({node("a")})).value();
    REQUIRE(f.wait_for(waiting, "a", NodeState::unknown));
    CHECK(f.runs().cancel(f.admin, waiting, "").has_value());
    CHECK(f.finish(waiting) == RunState::cancelled);

    waits_for_stop = true;
    const RunId running = f.runs().submit(run_of({node("a")})).value();
    REQUIRE(begun.wait());
    CHECK(f.runs().cancel(f.admin, running, "").has_value());
    CHECK(f.finish(running) == RunState::cancelled);
    CHECK(f.state(running, "a") == NodeState::cancelled);
    CHECK(commits == 2);  // what it wanted to leave behind is there
  });
}

}  // namespace towpath::runs
