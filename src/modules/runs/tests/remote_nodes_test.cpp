#include <fstream>

#include "engine_fixture.h"
#include "log_store.h"
#include "runs/remote_nodes.h"

using namespace towpath;
using namespace towpath::runs;

namespace {

constexpr std::chrono::seconds lease{30};

bool any(const std::string&) { return true; }

RemoteReport line(int step, std::int64_t number, const std::string& text) {
  RemoteReport out;
  out.line = RemoteLine{step, number, UtcTime(std::chrono::seconds(1)), text};
  return out;
}

RemoteReport step(const std::string& state) {
  RemoteReport out;
  out.step = Step{};
  out.step->name = "Build";
  out.step->state = state;
  return out;
}

RemoteReport end(NodeState state, std::optional<Error> error = {}) {
  RemoteReport out;
  out.end = RemoteEnd{state, R"({"digest":"d"})", std::move(error), false};
  return out;
}

RemoteReport lost() {
  RemoteReport out;
  out.end = RemoteEnd{NodeState::failed, "{}", {}, true};
  return out;
}

NodeSpec remote_node(int attempts = 2) {
  NodeSpec out = node("job", {}, "remote.job");
  out.spec = R"({"labels":["gpu"]})";
  out.retry.max_attempts = attempts;
  return out;
}

struct RemoteFixture : Fixture {
  explicit RemoteFixture(db::testing::TestDatabase& database) : Fixture(database) { start(); }
  RemoteNodes& remote() { return remote_nodes(*module); }
  UtcTime later() { return clock.now() + lease; }
  RemoteWork claimed(const std::string& runner = "runner:a") {
    auto work = remote().claim(runner, later(), any);
    REQUIRE(work.has_value());
    return *work;
  }
  static RemoteHold hold_of(const RemoteWork& work) { return {work.node.id, work.fence}; }
  std::vector<std::string> lines(const RunId& id, int attempt = 0) {
    std::vector<std::string> out;
    const auto log = runs().log({id, "job", 0, attempt}, 1, 100).value();
    for (const LogLine& each : log) out.push_back(each.text);
    return out;
  }
};

void on_each(const std::function<void(RemoteFixture&)>& body) {
  db::testing::for_each_engine(all_migrations(), [&](db::testing::TestDatabase& database) {
    RemoteFixture f(database);
    body(f);
  });
}

}  // namespace

TEST_SUITE("nodes on other machines") {
  TEST_CASE("such a node waits for a machine, says for which, and no worker of the server takes it") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();

      CHECK(f.state(id, "job") == NodeState::ready);
      CHECK(f.get(id).nodes.front().waiting_reason == "Waiting for a runner with the label: gpu.");
      CHECK_FALSE(f.remote().claim("runner:a", f.later(), [](const std::string&) { return false; }).has_value());
      const RemoteWork work = f.claimed();
      CHECK(work.run == id);
      CHECK(work.node.attempt == 1);
      CHECK_FALSE(f.remote().claim("runner:b", f.later(), any).has_value());
      CHECK(f.state(id, "job") == NodeState::running);
    });
  }

  TEST_CASE("reports are stored once and in order, however often and cut they come") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());
      RemoteNodes& remote = f.remote();

      CHECK(remote.report("runner:a", hold, 1, {step("running"), line(0, 1, "one")}).value() == 3);
      CHECK(remote.report("runner:a", hold, 1, {step("running"), line(0, 1, "one"), line(0, 2, "two")}).value() == 4);
      CHECK(remote.report("runner:a", hold, 2, {line(0, 1, "one")}).value() == 4);
      CHECK(remote.report("runner:a", hold, 5, {line(0, 3, "three")}).error().code() == "runs.report_gap");
      const std::vector<RemoteReport> last{step("succeeded"), end(NodeState::succeeded)};
      CHECK(remote.report("runner:a", hold, 4, last).value() == 6);

      CHECK(f.finish(id) == RunState::succeeded);
      CHECK(f.lines(id) == std::vector<std::string>{"one", "two"});
      const Node ended = f.get(id).nodes.front();
      CHECK(ended.outputs == R"({"digest":"d"})");
      REQUIRE(ended.steps.size() == 1);
      CHECK(ended.steps.front().log_lines == 2);
      // The answer was lost on its way: the machine asks again and learns that all is stored.
      CHECK(remote.report("runner:a", hold, 4, last).value() == 6);
    });
  }

  TEST_CASE("an old fence, and a machine that does not hold the node, are refused") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();
      const RemoteHold old = RemoteFixture::hold_of(f.claimed());

      CHECK(f.remote().report("runner:b", old, 1, {step("running")}).error().code() == "runs.stale_fence");
      CHECK(f.remote().run_of("runner:b", old).error().code() == "runs.stale_fence");
      CHECK(f.remote().run_of("runner:a", old).value() == id);
      REQUIRE(f.remote().expire(f.clock.now() + lease + lease).size() == 1);
      const RemoteWork again = f.claimed("runner:b");
      CHECK(again.node.attempt == 2);
      CHECK(again.fence > old.fence);
      CHECK(f.remote().report("runner:a", old, 1, {end(NodeState::succeeded)}).error().code() == "runs.stale_fence");
      const auto stops = f.remote().renew("runner:a", f.later(), {old});
      REQUIRE(stops.size() == 1);
      CHECK(stops.front().second == RemoteStop::lost);
      CHECK(f.state(id, "job") == NodeState::running);
      CHECK(f.remote().report("runner:b", RemoteFixture::hold_of(again), 1, {end(NodeState::succeeded)}).has_value());
      CHECK(f.finish(id) == RunState::succeeded);
    });
  }

  TEST_CASE("a lease that was renewed does not end; one that was not loses the node by its rule") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node(1)})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());
      const UtcTime first_end = f.later();

      CHECK(f.remote().renew("runner:a", first_end + lease, {hold}).empty());
      CHECK(f.remote().expire(first_end + std::chrono::seconds(1)).empty());
      f.remote().extend(first_end + 3 * lease);
      CHECK(f.remote().expire(first_end + 2 * lease).empty());
      CHECK(f.remote().expire(first_end + 4 * lease).size() == 1);

      CHECK(f.finish(id) == RunState::failed);
      CHECK(f.get(id).nodes.front().error->code() == "runs.lost");
    });
  }

  TEST_CASE("what never reached the machine goes back to the queue and counts as no attempt") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node(1)})).value();
      f.claimed();

      CHECK(f.remote().renew("runner:a", f.later(), {}).empty());

      CHECK(f.state(id, "job") == NodeState::ready);
      CHECK(f.claimed("runner:b").node.attempt == 1);
    });
  }

  TEST_CASE("a machine whose process died says so, and the node runs again at once") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());
      REQUIRE(f.remote().report("runner:a", hold, 1, {step("running"), line(0, 1, "first try")}).has_value());

      CHECK(f.remote().report("runner:a", hold, 3, {lost()}).value() == 4);

      const RemoteHold again = RemoteFixture::hold_of(f.claimed());
      REQUIRE(f.remote().report("runner:a", again, 1, {step("running"), line(0, 1, "second try")}).has_value());
      CHECK(f.lines(id, 1) == std::vector<std::string>{"first try"});
      CHECK(f.lines(id, 2) == std::vector<std::string>{"second try"});
      CHECK(f.get(id).nodes.front().earlier_steps.front().state != "running");
    });
  }

  TEST_CASE("a machine is told to stop what was cancelled, and what it then says of it is the node's end") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());

      REQUIRE(f.runs().cancel(f.admin, id, "").has_value());

      const auto stops = f.remote().renew("runner:a", f.later(), {hold});
      REQUIRE(stops.size() == 1);
      CHECK(stops.front().second == RemoteStop::cancelled);
      REQUIRE(f.remote().report("runner:a", hold, 1, {end(NodeState::failed, failed("x.y", "It was cut short."))}));
      CHECK(f.finish(id) == RunState::cancelled);
      CHECK(f.state(id, "job") == NodeState::cancelled);
    });
  }

  TEST_CASE("a node that was cancelled before a machine took it is taken by none") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();

      REQUIRE(f.runs().cancel(f.admin, id, "").has_value());

      CHECK(f.finish(id) == RunState::cancelled);
      CHECK_FALSE(f.remote().claim("runner:a", f.later(), any).has_value());
    });
  }

  TEST_CASE("a machine that is told to go over its time limit is stopped, and its node has timed out") {
    on_each([](RemoteFixture& f) {
      NodeSpec slow = remote_node();
      slow.timeout = std::chrono::milliseconds(0);
      const RunId id = f.runs().submit(run_of({slow})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());

      const auto stops = f.remote().renew("runner:a", f.later(), {hold});
      REQUIRE(stops.size() == 1);
      CHECK(stops.front().second == RemoteStop::timed_out);
      REQUIRE(f.remote().report("runner:a", hold, 1, {end(NodeState::failed, failed("x.y", "It was cut short."))}));
      CHECK(f.finish(id) == RunState::failed);
      CHECK(f.state(id, "job") == NodeState::timed_out);
    });
  }

  TEST_CASE("reports that no machine may make are refused, and nothing of them is stored") {
    on_each([](RemoteFixture& f) {
      const RunId id = f.runs().submit(run_of({remote_node()})).value();
      const RemoteHold hold = RemoteFixture::hold_of(f.claimed());
      RemoteReport artifact;
      artifact.artifact = Artifact{"bundle", "sha256:" + std::string(64, 'a'), "application/zstd", 5};
      const std::vector<std::vector<RemoteReport>> bad{
          {line(-1, 1, "x")},
          {line(0, 0, "x")},
          {line(most_steps, 1, "x")},
          {artifact},
          {end(NodeState::succeeded), line(0, 1, "after the end")},
          std::vector<RemoteReport>(most_reports + 1, line(0, 1, "x")),
      };
      for (std::size_t i = 0; i < bad.size(); ++i) {
        CAPTURE(i);
        CHECK(f.remote().report("runner:a", hold, 1, bad[i]).error().code() == "runs.invalid_report");
      }
      CHECK(f.state(id, "job") == NodeState::running);
      CHECK(f.remote().report("runner:a", hold, 1, {step("running")}).value() == 2);
    });
  }

  TEST_CASE("all nodes of a machine that was removed are lost") {
    on_each([](RemoteFixture& f) {
      const RunId one = f.runs().submit(run_of({remote_node()})).value();
      const RunId other = f.runs().submit(run_of({remote_node()})).value();
      f.claimed();
      f.claimed();
      REQUIRE(f.remote().held().size() == 1);
      CHECK(f.remote().held().front().second == 2);

      CHECK(f.remote().lose("runner:a") == 2);

      CHECK(f.state(one, "job") == NodeState::ready);
      CHECK(f.state(other, "job") == NodeState::ready);
    });
  }

  TEST_CASE("lines go on where they were when the server comes back") {
    db::testing::TemporaryFolder folder;
    const LogFile file{"run", 1, 1, 0};
    SystemClock clock;
    auto jobs = jobs::make_jobs(1);
    {
      LogStore logs(folder.path(), clock, *jobs);
      logs.append_lines(file, {{1, clock.now(), "one"}, {2, clock.now(), "two"}});
    }
    // A server that was killed while it wrote: the last frame is short.
    {
      std::ofstream torn(folder.path() + "/run/1.1.0.tlog", std::ios::app | std::ios::binary);
      torn << "TLF1\x10";
    }
    LogStore logs(folder.path(), clock, *jobs);
    logs.append_lines(file, {{1, clock.now(), "one"}, {2, clock.now(), "two"}, {3, clock.now(), "three"}});
    CHECK(logs.close(file) == 3);
    const auto lines = logs.read(file, 1, 10).value();
    REQUIRE(lines.size() == 3);
    CHECK(lines.at(2).text == "three");
    jobs->stop();
  }
}
