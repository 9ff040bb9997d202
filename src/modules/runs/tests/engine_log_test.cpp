#include "engine_fixture.h"

using namespace towpath;
using namespace towpath::runs;
using namespace std::chrono_literals;

TEST_SUITE("run engine, logs and refusals") {
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
