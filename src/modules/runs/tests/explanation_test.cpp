#include "explanation.h"

#include "base/strings.h"
#include "engine_fixture.h"

using namespace towpath;
using namespace towpath::runs;

namespace {

std::vector<LogLine> log_of(const std::vector<std::string>& texts) {
  std::vector<LogLine> out;
  for (const std::string& text : texts) out.push_back({static_cast<std::int64_t>(out.size()) + 1, UtcTime(), text});
  return out;
}

/// A step "Test" that writes `log` and ends with exit code 3.
NodeResult failing_step(NodeContext& context, const std::string& log, Error error) {
  const int step = context.begin_step("Test");
  context.log(step, log);
  context.end_step(step, StepOutcome::failed, 3);
  return NodeResult::failure(std::move(error));
}

/// A filter with one thing set.
template <class T>
RunFilter by(T RunFilter::*member, T value) {
  RunFilter out;
  out.*member = std::move(value);
  return out;
}

RunId finished(Fixture& f, RunSpec spec) {
  const RunId id = f.runs().submit(spec).value();
  f.finish(id);
  return id;
}

}  // namespace

TEST_SUITE("what is told of a run") {
  TEST_CASE("a failed run is explained: its step, what it wrote, and what to do next") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    Script script;
    script.body = [](NodeContext& context) {
      return failing_step(context, "compiling\nError: no such file\nbye\n", failed("test.broke", "It broke."));
    };
    f.runs().add_executor("script", script);
    f.start();

    const RunId id = finished(f, run_of({node("before", {}, "noop"), node("job", {"before"}), node("after", {"job"})}));

    const auto why = f.runs().explain(f.admin, id).value();
    REQUIRE(why);
    CHECK(why->node == "job");
    CHECK(why->summary == "Step 'Test' of 'job' ended with exit code 3.");
    CHECK(why->next_action == "Mend what the lines of 'Test' name, then: towpath run rerun 1 --failed");
    REQUIRE(why->lines.size() == 3);
    CHECK(why->lines[1].number == 2);
    CHECK(why->lines[1].text == "Error: no such file");
  }

  TEST_CASE("what the failure itself advises is the next action") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    Script script;
    script.body = [](NodeContext&) {
      return NodeResult::failure(failed("test.broke", "It broke.").with_hint("Mend it."));
    };
    f.runs().add_executor("script", script);
    f.start();

    const auto why = f.runs().explain(f.admin, finished(f, run_of({node("job")}))).value();

    REQUIRE(why);
    CHECK_FALSE(why->step);
    CHECK(why->summary == "It broke.");
    CHECK(why->next_action == "Mend it.");
  }

  TEST_CASE("a run that has not failed needs no explanation") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    f.start();

    CHECK_FALSE(f.runs().explain(f.admin, finished(f, run_of({node("a", {}, "noop")}))).value());
  }

  TEST_CASE("of a log's end that part is shown which begins with what speaks loudest of a failure") {
    std::vector<std::string> long_log(100, "ok");
    long_log[30] = "ok 2 - a failed payment is an error";
    long_log[35] = "Error: expected by the test before";
    long_log[40] = "not ok 3 - it adds";
    long_log[90] = "not ok 4 - it subtracts";

    const auto lines = telling_lines(log_of(long_log));

    REQUIRE(lines.size() == 16);
    CHECK(lines.front().number == 39);
    CHECK(lines[2].text == "not ok 3 - it adds");
  }

  TEST_CASE("a summary without failures is no error, and a silent log shows its end") {
    std::vector<std::string> quiet(30, "working");
    quiet[3] = "# fail 0";
    quiet[4] = "0 errors, 2 warnings";

    const auto lines = telling_lines(log_of(quiet));

    CHECK(lines.front().number == 15);
    CHECK(lines.back().number == 30);
  }

  TEST_CASE("steps of earlier attempts are kept beside those of the latest") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    Script script;
    std::atomic<int> attempts = 0;
    script.body = [&](NodeContext& context) {
      if (++attempts == 1) return failing_step(context, "once\n", failed("test.flaky", "Not this time."));
      context.end_step(context.begin_step("Test"), StepOutcome::succeeded, 0);
      return NodeResult::success();
    };
    f.runs().add_executor("script", script);
    f.start();
    RunSpec spec = run_of({node("job")});
    spec.nodes[0].retry = {.max_attempts = 2, .first_delay = std::chrono::milliseconds(1), .on = {"failure"}};

    const Node job = f.get(finished(f, spec)).nodes.at(0);

    REQUIRE(job.steps.size() == 1);
    CHECK(job.steps[0].attempt == 2);
    REQUIRE(job.earlier_steps.size() == 1);
    CHECK(job.earlier_steps[0].state == "failed");
    CHECK(job.earlier_steps[0].attempt == 1);
  }

  TEST_CASE("the typical duration is known from the third earlier run of the kind and subject on") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    f.start();
    RunSpec spec = run_of({node("a", {}, "noop")});
    spec.subject = "component:default/orders";
    RunSpec other = spec;
    other.subject = "component:default/other";
    for (int i = 0; i < 2; ++i) finished(f, spec);
    for (int i = 0; i < 3; ++i) finished(f, other);

    const RunId third = finished(f, spec), fourth = finished(f, spec);

    CHECK_FALSE(f.get(third).typical);
    REQUIRE(f.get(fourth).typical);
    CHECK(f.get(fourth).typical->runs == 3);
    CHECK(f.get(fourth).typical->seconds >= 0);
    const auto listed =
        f.runs().list(f.admin, by(&RunFilter::subject, std::string("component:default/orders"))).value().items;
    REQUIRE(listed.size() == 4);
    CHECK(listed[0].typical->runs == 3);
    CHECK_FALSE(listed[1].typical);
  }

  TEST_CASE("runs are found by branch, actor and time") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    f.start();
    RunSpec spec = run_of({node("a", {}, "noop")});
    spec.trigger = {"push", "user:default/mina", "refs/heads/main", "c0ffee"};
    const RunId pushed = finished(f, spec);
    spec.trigger = {"push", "user:default/alice", "main", "c0ffee"};
    const RunId promoted = finished(f, spec);
    spec.trigger.ref = "refs/heads/maintenance";
    finished(f, spec);
    const auto count = [&](const RunFilter& filter) { return f.runs().list(f.admin, filter).value().total; };
    const UtcTime begin = f.get(promoted).created_at;

    CHECK(count(by(&RunFilter::branch, std::string("main"))) == 2);
    CHECK(count(by(&RunFilter::actor, std::string("user:default/mina"))) == 1);
    CHECK(count(by(&RunFilter::from, std::optional(begin))) == 2);
    CHECK(count(by(&RunFilter::to, std::optional(begin))) == 1);
    CHECK(f.runs().list(f.admin, by(&RunFilter::to, std::optional(begin))).value().items.at(0).id == pushed);
  }

  TEST_CASE("matches of a pattern are counted over the whole log, and numbered up to a limit") {
    auto db = db::testing::memory_database(all_migrations());
    Fixture f(*db);
    Script script;
    script.body = [](NodeContext& context) {
      const int step = context.begin_step("count");
      std::string text;
      for (int i = 1; i <= 2'000; ++i) text += "line " + std::to_string(i) + "\n";
      context.log(step, text);
      context.end_step(step, StepOutcome::succeeded, 0);
      return NodeResult::success();
    };
    f.runs().add_executor("script", script);
    f.start();
    const RunId id = finished(f, run_of({node("job")}));

    const auto matches = f.runs().log_matches({id, "job", 0, 0}, "7$", 3).value();

    CHECK(matches.total == 200);
    CHECK(matches.lines == std::vector<std::int64_t>{7, 17, 27});
    CHECK(f.runs().log_matches({id, "job", 0, 0}, "(", 3).error().code() == "runs.invalid_pattern");
    CHECK(f.runs().artifact(id, "bundle").error().code() == "runs.artifact_not_found");
  }
}
