#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>

#include "blob/blob.h"
#include "db/testing/databases.h"
#include "events/events.h"
#include "jobs/jobs.h"
#include "runs/module.h"

using namespace towpath;
using namespace towpath::runs;
using namespace std::chrono_literals;

namespace towpath::runs {
std::vector<db::Migration> migrations();  // generated
}

namespace {

constexpr auto deadline = 20s;

struct AllowAll final : auth::Authorizer {
  auth::Decision decide(const auth::Principal&, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    return decision;
  }
};

/// An executor made of a function.
struct Script final : NodeExecutor {
  std::function<NodeResult(NodeContext&)> body;
  bool resumable = true;
  NodeResult execute(NodeContext& context) override { return body(context); }
  bool is_resumable() const override { return resumable; }
};

/// Opens once; waiters wait for it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return is_open_; });
  }
  bool wait(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [&] { return is_open_; });
  }

 private:
  std::mutex mutex_;  // guards is_open_
  std::condition_variable_any changed_;
  bool is_open_ = false;
};

/// The engine on a database, with everything real but the permissions.
struct Fixture {
  explicit Fixture(db::testing::TestDatabase& database) : Fixture(database.db()) {}
  explicit Fixture(db::Db& db) : db_(db) {
    blobs = blob::open_folder(folder.path() + "/blobs").value();
    events = events::make_events(db_, clock);
    jobs = jobs::make_jobs(2);
    module = make_module({db_, *events, *jobs, *blobs, authorizer, clock, "host-1", folder.path()}, {.workers = 4});
  }
  ~Fixture() {
    module->stop();
    events->stop();
    jobs->stop();
  }
  void start() {
    events->start();
    module->start();
  }
  Runs& runs() { return module->runs(); }
  RunState finish(const RunId& id) { return runs().wait(id, deadline).value(); }
  Run get(const RunId& id) { return runs().get(admin, id).value(); }
  NodeState state(const RunId& id, const std::string& key) {
    for (const Node& node : get(id).nodes)
      if (node.key == key) return node.state;
    FAIL("no node " << key);
    return NodeState::unknown;
  }

  db::testing::TemporaryFolder folder;
  SystemClock clock;
  AllowAll authorizer;
  auth::Principal admin = auth::system_principal();
  db::Db& db_;
  std::unique_ptr<blob::Blobs> blobs;
  std::unique_ptr<events::Events> events;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<RunsModule> module;
};

std::vector<db::Migration> all_migrations() {
  auto out = events::migrations();
  const auto own = runs::migrations();
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

NodeSpec node(std::string key, std::vector<std::string> needs = {}, std::string kind = "script") {
  NodeSpec spec;
  spec.key = std::move(key);
  spec.kind = std::move(kind);
  spec.needs = std::move(needs);
  return spec;
}

RunSpec run_of(std::vector<NodeSpec> nodes) {
  RunSpec spec;
  spec.kind = "test";
  spec.title = "Test";
  spec.nodes = std::move(nodes);
  return spec;
}

}  // namespace

TEST_SUITE("run engine") {
  TEST_CASE("a node that waits for the end of its needs runs when they failed or were skipped, not when the run is cancelled") {
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
      std::vector<NodeSpec> nodes = {node("bad"), node("skipped", {"bad"}), node("after", {"bad", "skipped"}), node("held", {"after"}), node("later", {"held"})};
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
        return context.node().key == "bad" ? NodeResult::failure(failed("test.broken", "It broke.")) : NodeResult::success();
      };
      f.runs().add_executor("script", script);
      f.start();
      NodeSpec always = node("cleanup", {"bad"}), on_failure = node("report", {"bad"});
      always.when = When::always;
      on_failure.when = When::failure;

      const RunId id = f.runs().submit(run_of({node("bad"), node("next", {"bad"}), node("after", {"next"}), always, on_failure})).value();

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
      script.body = [&](NodeContext&) { return ++tries < 3 ? NodeResult::failure(failed("test.flaky", "Not yet.")) : NodeResult::success(); };
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
        const auto made = context.effect({.name = "make", .request = "{}", .perform = [&](const std::string&, const std::string&) -> Result<std::string> {
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

  TEST_CASE("steps have logs that can be read while they run, with secrets masked") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    Gate written, read;
    Script script;
    script.body = [&](NodeContext& context) {
      context.add_mask("hunter22");
      const int step = context.begin_step("build");
      context.log(step, "line one\nthe password is hun");
      context.log(step, "ter22\n");
      written.open();
      read.wait();
      context.end_step(step, StepOutcome::succeeded, 0);
      return NodeResult::success();
    };
    f.runs().add_executor("script", script);
    f.start();
    const RunId id = f.runs().submit(run_of({node("job")})).value();
    REQUIRE(written.wait());

    const auto live = f.runs().log({id, "job", 0, 0}, 1, 100).value();
    read.open();
    REQUIRE(f.finish(id) == RunState::succeeded);
    const auto stored = f.runs().log({id, "job", 0, 0}, 1, 100).value();

    REQUIRE(live.size() == 2);
    CHECK(live[0].text == "line one");
    CHECK(stored.at(1).text == "the password is ***");
    CHECK(f.get(id).nodes.at(0).steps.at(0).log_lines == 2);
    CHECK(f.runs().search_log({id, "job", 0, 0}, "pass.*", 10).value().size() == 1);
    CHECK(f.runs().search_log({id, "job", 0, 0}, "(", 10).error().code() == "runs.invalid_pattern");
  }

  TEST_CASE("a graph that cannot be run is refused with every reason") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    f.start();

    const auto cycle = f.runs().submit(run_of({node("a", {"c"}), node("b", {"a"}), node("c", {"b"})}));
    const auto wrong = f.runs().submit(run_of({node("build"), node("build"), node("test", {"biuld"})}));

    CHECK(cycle.error().fields().at(0).message == "wait for each other in a circle: a -> c -> b -> a");
    REQUIRE(wrong.error().fields().size() == 2);
    CHECK(wrong.error().fields()[1].message == "'test' needs 'biuld', which does not exist; did you mean 'build'?");
  }

  TEST_CASE("a submission with a known idempotency key answers the first run") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    f.start();
    RunSpec spec = run_of({node("a", {}, "noop")});
    spec.idempotency_key = "push:1";

    const RunId first = f.runs().submit(spec).value();

    CHECK(f.runs().submit(spec).value() == first);
  }
}
