#include <atomic>

#include "engine_fixture.h"

using namespace towpath;
using namespace towpath::runs;
using namespace std::chrono_literals;

TEST_SUITE("run engine") {
  TEST_CASE(
      "a node that waits for the end of its needs runs when they failed or were skipped, not when the run is "
      "cancelled") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Gate running;
      Script script;
      script.body = [&](NodeContext& context) {
        if (context.node().key == "bad") return NodeResult::failure(failed("test.bad", "It is bad."));
        if (context.node().key != "held") return NodeResult::success();
        running.open();
        Gate().wait(context.stop());
        return NodeResult{NodeState::cancelled, "{}", {}, {}};
      };
      f.runs().add_executor("script", script);
      f.start();
      std::vector<NodeSpec> nodes = {node("bad"), node("skipped", {"bad"}), node("after", {"bad", "skipped"}),
                                     node("held", {"after"}), node("later", {"held"})};
      for (std::size_t i = 2; i < nodes.size(); ++i) nodes[i].when = When::ended;

      const RunId id = f.runs().submit(run_of(nodes)).value();
      REQUIRE(running.wait());
      REQUIRE(f.runs().cancel(f.admin, id, "enough").has_value());

      CHECK(f.finish(id) == RunState::cancelled);
      CHECK(f.state(id, "after") == NodeState::succeeded);
      CHECK(f.state(id, "held") == NodeState::cancelled);
      CHECK(f.state(id, "later") == NodeState::cancelled);
    });
  }

  TEST_CASE("a graph runs in the order of its needs and hands outputs on") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Script script;
      script.body = [](NodeContext& context) {
        if (context.node().key == "a") return NodeResult::success(R"({"n":1})");
        return NodeResult::success(*context.outputs_of("a"));
      };
      f.runs().add_executor("script", script);
      f.start();

      const RunId id = f.runs().submit(run_of({node("b", {"a"}), node("a"), node("c", {"a", "b"})})).value();

      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(f.get(id).outputs == R"({"b":{"n":1},"a":{"n":1},"c":{"n":1}})");
      std::vector<std::string> order;
      for (const JournalEntry& entry : f.runs().journal(id, 0, 100))
        if (entry.type == "node.started") order.push_back(entry.node);
      CHECK(order == std::vector<std::string>{"a", "b", "c"});
    });
  }

  TEST_CASE("what needs a failed node is skipped, what runs always runs, and the run says why it failed") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Script script;
      script.body = [](NodeContext& context) {
        return context.node().key == "bad" ? NodeResult::failure(failed("test.broken", "It broke."))
                                           : NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      NodeSpec always = node("cleanup", {"bad"}), on_failure = node("report", {"bad"});
      always.when = When::always;
      on_failure.when = When::failure;

      const RunId id =
          f.runs()
              .submit(run_of({node("bad"), node("next", {"bad"}), node("after", {"next"}), always, on_failure}))
              .value();

      CHECK(f.finish(id) == RunState::failed);
      CHECK(f.state(id, "next") == NodeState::skipped);
      CHECK(f.state(id, "after") == NodeState::skipped);
      CHECK(f.state(id, "cleanup") == NodeState::succeeded);
      CHECK(f.state(id, "report") == NodeState::succeeded);
      CHECK(f.get(id).error->code() == "test.broken");
    });
  }

  TEST_CASE("a node is tried again as its policy says") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      std::atomic<int> tries{0};
      Script script;
      script.body = [&](NodeContext&) {
        return ++tries < 3 ? NodeResult::failure(failed("test.flaky", "Not yet.")) : NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      NodeSpec flaky = node("flaky");
      flaky.retry = {3, 1ms, {"test.flaky"}};

      const RunId id = f.runs().submit(run_of({flaky})).value();

      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(tries == 3);
    });
  }

  TEST_CASE("a node can add nodes that later ones wait for") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      std::mutex mutex;
      std::vector<std::string> order;
      Script script;
      script.body = [&](NodeContext& context) {
        if (context.node().key == "plan") {
          const auto added = context.expand({node("one", {"plan"}), node("two", {"one"})}, {"last"});
          if (!added.has_value()) return NodeResult::failure(added.error());
        }
        const std::lock_guard lock(mutex);
        order.push_back(context.node().key);
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();

      const RunId id = f.runs().submit(run_of({node("plan"), node("last", {"plan"})})).value();

      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(order == std::vector<std::string>{"plan", "one", "two", "last"});
    });
  }

  TEST_CASE("an effect is performed once however often its node runs") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      std::atomic<int> performed{0}, runs{0};
      Script script;
      script.body = [&](NodeContext& context) {
        const auto made =
            context.effect({.name = "make",
                            .request = "{}",
                            .perform = [&](const std::string&, const std::string&) -> Result<std::string> {
                              ++performed;
                              return std::string(R"({"id":7})");
                            }});
        CHECK(made.value() == R"({"id":7})");
        return ++runs < 2 ? NodeResult::failure(failed("test.later", "After the effect.")) : NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      NodeSpec spec = node("a");
      spec.retry = {2, 1ms, {"failure"}};

      const RunId id = f.runs().submit(run_of({spec})).value();

      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(runs == 2);
      CHECK(performed == 1);
    });
  }

  TEST_CASE("cancelling stops what runs and what waits, and is final") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Gate started, never;
      Script script;
      script.body = [&](NodeContext& context) {
        started.open();
        never.wait(context.stop());
        NodeResult result;
        result.state = NodeState::cancelled;
        return result;
      };
      f.runs().add_executor("script", script);
      f.start();
      const RunId id = f.runs().submit(run_of({node("long"), node("next", {"long"})})).value();
      REQUIRE(started.wait());

      CHECK(f.runs().cancel(f.admin, id, "enough").has_value());

      CHECK(f.finish(id) == RunState::cancelled);
      CHECK(f.state(id, "next") == NodeState::cancelled);
      CHECK(f.runs().cancel(f.admin, id, "again").error().code() == "runs.already_finished");
    });
  }

  TEST_CASE("runs of one concurrency group go one after the other") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      std::atomic<int> inside{0}, most{0};
      Script script;
      script.body = [&](NodeContext&) {
        most = std::max(most.load(), ++inside);
        --inside;
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      std::vector<RunId> ids;
      for (int i = 0; i < 5; ++i) {
        RunSpec spec = run_of({node("a"), node("b", {"a"})});
        spec.concurrency_group = i % 2 == 0 ? "env:one" : "ENV:one";
        ids.push_back(f.runs().submit(spec).value());
      }

      for (const RunId& id : ids) CHECK(f.finish(id) == RunState::succeeded);
      CHECK(most == 1);
    });
  }

  TEST_CASE("an approval holds the run without a worker until someone decides") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Script script;
      script.body = [](NodeContext&) { return NodeResult::success(); };
      f.runs().add_executor("script", script);
      f.start();
      const RunId yes = f.runs().submit(run_of({node("gate", {}, "approval"), node("go", {"gate"})})).value();
      const RunId no = f.runs().submit(run_of({node("gate", {}, "approval"), node("go", {"gate"})})).value();

      CHECK(f.runs().decide(f.admin, yes, "gate", true, "fine").has_value());
      CHECK(f.runs().decide(f.admin, no, "gate", false, "not now").has_value());

      CHECK(f.finish(yes) == RunState::succeeded);
      CHECK(f.finish(no) == RunState::failed);
      CHECK(f.state(no, "go") == NodeState::skipped);
      CHECK(f.runs().decide(f.admin, yes, "gate", true, "").error().code() == "runs.not_waiting");
    });
  }

  TEST_CASE("a timer lets the run go on when its time has come") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      f.start();
      NodeSpec timer = node("pause", {}, "timer");
      timer.spec = R"({"delayMs":30})";

      const RunId id = f.runs().submit(run_of({timer})).value();

      CHECK(f.finish(id) == RunState::succeeded);
    });
  }

  TEST_CASE("a node that takes longer than its limit is timed out") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Gate never;
      Script script;
      script.body = [&](NodeContext& context) {
        never.wait(context.stop());
        return NodeResult::failure(failed("test.stopped", "Stopped."));
      };
      f.runs().add_executor("script", script);
      f.start();
      NodeSpec slow = node("slow");
      slow.timeout = 50ms;

      const RunId id = f.runs().submit(run_of({slow})).value();

      CHECK(f.finish(id) == RunState::failed);
      CHECK(f.state(id, "slow") == NodeState::timed_out);
      CHECK(f.get(id).error->code() == "runs.timed_out");
    });
  }

  TEST_CASE("what a dead server was running is run again when that is safe, and reported as lost when not") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Gate started, release;
      std::optional<RunId> safe, unsafe;
      {
        // The engine goes down with both nodes running: the shutdown path settles them as a crash's recovery does.
        Fixture f(database);
        std::atomic<int> running{0};
        const auto block = [&](NodeContext& context) {
          if (++running == 2) started.open();
          release.wait(context.stop());
          NodeResult result;
          result.state = NodeState::cancelled;
          return result;
        };
        Script resumable, other;
        resumable.body = other.body = block;
        other.resumable = false;
        f.runs().add_executor("resumable", resumable);
        f.runs().add_executor("other", other);
        f.start();
        safe = f.runs().submit(run_of({node("a", {}, "resumable")})).value();
        unsafe = f.runs().submit(run_of({node("a", {}, "other")})).value();
        REQUIRE(started.wait());
        f.module->stop();
      }
      Fixture f(database);
      Script done;
      done.body = [](NodeContext&) { return NodeResult::success(); };
      f.runs().add_executor("resumable", done);
      f.start();

      CHECK(f.finish(*safe) == RunState::succeeded);
      CHECK(f.finish(*unsafe) == RunState::failed);
      CHECK(f.get(*unsafe).error->code() == "runs.lost");
    });
  }

  TEST_CASE("an end with a stale fence does not count, and those reported beside it do") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Gate gate;
      std::atomic<int> inside = 0;
      Gate all_inside;
      Script script;
      script.body = [&](NodeContext& context) {
        if (++inside == 3) all_inside.open();
        gate.wait(context.stop());
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      const RunId id = f.runs().submit(run_of({node("a"), node("b"), node("c"), node("after-b", {"b"})})).value();
      REQUIRE(all_inside.wait());

      f.db_
          .transact([](db::Tx& tx) -> Status {
            tx.exec("UPDATE runs_nodes SET fence = fence + 1 WHERE key = 'a'");
            return ok();
          })
          .value();
      gate.open();

      CHECK(f.wait_for(id, "after-b", NodeState::succeeded));
      CHECK(f.wait_for(id, "c", NodeState::succeeded));
      CHECK(f.state(id, "a") == NodeState::running);
    });
  }

  TEST_CASE(
      "a node that had not begun when the server stopped is run by the next one, also when that cannot be resumed") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      RunId id("");
      {
        Fixture f(database);
        Script script;
        script.resumable = false;
        std::atomic<int> inside = 0;
        Gate all_inside;
        script.body = [&](NodeContext& context) {
          if (++inside == 4) all_inside.open();
          Gate never;
          never.wait(context.stop());
          return NodeResult::failure(failed("test.stopped", "The server stopped."));
        };
        f.runs().add_executor("script", script);
        f.start();
        // Four workers: the nodes of the second run wait behind those of the first.
        f.runs().submit(run_of({node("a"), node("b"), node("c"), node("d")})).value();
        REQUIRE(all_inside.wait());
        id = f.runs().submit(run_of({node("late")})).value();
        f.module->stop();  // while the script is there
      }
      Fixture f(database);
      Script script;
      script.body = [](NodeContext&) { return NodeResult::success(); };
      f.runs().add_executor("script", script);
      f.start();

      CHECK(f.finish(id) == RunState::succeeded);
    });
  }

  TEST_CASE("a node that a dead server took off the queue and did not start is started by the next one") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      Script script;
      script.body = [](NodeContext&) { return NodeResult::success(); };
      script.resumable = false;
      f.runs().add_executor("script", script);
      const RunId id = f.runs().submit(run_of({node("a")})).value();
      f.db_
          .transact([](db::Tx& tx) -> Status {
            tx.exec(
                "INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) "
                "SELECT node_id, 'dead', 'host-1', 1, 0 FROM runs_ready");
            tx.exec("DELETE FROM runs_ready");
            return ok();
          })
          .value();

      f.start();

      CHECK(f.finish(id) == RunState::succeeded);
    });
  }

  TEST_CASE("a run again of what failed keeps what succeeded") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
      Fixture f(database);
      std::atomic<int> first{0};
      std::atomic<bool> broken{true};
      Script script;
      script.body = [&](NodeContext& context) {
        if (context.node().key == "first") ++first;
        if (context.node().key == "second" && broken) return NodeResult::failure(failed("test.broken", "It broke."));
        return NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      const RunId id = f.runs().submit(run_of({node("first"), node("second", {"first"})})).value();
      REQUIRE(f.finish(id) == RunState::failed);
      broken = false;

      const RunId again = f.runs().rerun(f.admin, id, RerunMode::failed).value();

      CHECK(f.finish(again) == RunState::succeeded);
      CHECK(first == 1);
      CHECK(f.get(again).rerun_of == id);
      RunFilter filter;
      filter.state = "failed,timed_out";
      CHECK(f.runs().list(f.admin, filter).value().items.at(0).id == id);
      filter.state = "failed,succeeded";
      CHECK(f.runs().list(f.admin, filter).value().total == 2);
      CHECK(f.get(again).journal_seq == f.runs().journal(again, 0, 100).back().seq);
    });
  }
}
