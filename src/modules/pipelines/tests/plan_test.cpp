#include "pipelines/plan.h"

#include <doctest/doctest.h>

#include "pipelines/trigger.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

Workflow workflow_of(const std::string& text) { return parse_workflow(text, "ci.yml").value(); }

Scope scope_of(const char* json) {
  Scope scope;
  scope.contexts = value_from_json(json).value().object();
  return scope;
}

bool starts(const std::string& on, const RepositoryEvent& event) {
  const Workflow workflow = workflow_of("on: " + on + "\njobs: {a: {runs-on: x}}\n");
  return is_triggered(workflow.triggers, event);
}

RepositoryEvent push(std::string ref, std::vector<std::string> paths = {"src/a.c"}) {
  RepositoryEvent event;
  event.name = "push";
  event.ref = std::move(ref);
  event.changed_paths = [paths]() -> std::optional<std::vector<std::string>> { return paths; };
  return event;
}

}  // namespace

TEST_CASE("jobs of a matrix get keys, names and needs of their own") {
  const Workflow workflow = workflow_of(R"(
on: push
jobs:
  Lint: {runs-on: x}
  build:
    needs: Lint
    runs-on: x
    strategy: {matrix: {os: [Linux, mac], v: ['${{ inputs.v }}', 2]}}
  pack:
    needs: build
    name: Pack for ${{ github.ref_name }}
    runs-on: x
)");

  const auto jobs = plan_jobs(workflow, scope_of(R"({"inputs": {"v": 1.5}, "github": {"ref_name": "main"}})"));

  REQUIRE(jobs.has_value());
  REQUIRE(jobs.value().size() == 6);
  CHECK(jobs.value()[0].key == "lint");
  CHECK(jobs.value()[1].key == "build/linux_1.5");
  CHECK(jobs.value()[1].name == "build (Linux, 1.5)");
  CHECK(jobs.value()[1].needs == std::vector<std::string>{"lint"});
  CHECK(jobs.value()[4].matrix.object().find("v")->number() == 2);
  CHECK(jobs.value()[4].index == 3);
  CHECK(jobs.value()[5].name == "Pack for main");
  CHECK(jobs.value()[5].needs.size() == 4);
}

TEST_CASE("max-parallel makes a job wait for the one so many places before it") {
  const auto jobs = plan_jobs(workflow_of(R"(
on: push
jobs: {a: {runs-on: x, strategy: {max-parallel: 2, fail-fast: false, matrix: {n: [1, 2, 3, 4]}}}}
)"),
                              {});

  REQUIRE(jobs.has_value());
  CHECK(jobs.value()[1].after.empty());
  CHECK(jobs.value()[2].after == std::vector<std::string>{"a/1"});
  CHECK(jobs.value()[3].after == std::vector<std::string>{"a/2"});
  CHECK_FALSE(jobs.value()[0].fail_fast);
}

TEST_CASE("a matrix from the output of a need is expanded when the need has ended") {
  const Workflow workflow = workflow_of(R"(
on: push
jobs:
  plan: {runs-on: x}
  build: {needs: plan, runs-on: x, strategy: {matrix: '${{ fromJSON(needs.plan.outputs.m) }}'}}
  after: {needs: build, runs-on: x}
)");

  const auto jobs = plan_jobs(workflow, {});
  REQUIRE(jobs.has_value());
  REQUIRE(jobs.value().size() == 3);
  CHECK(jobs.value()[1].is_pending_matrix);
  CHECK(jobs.value()[2].needs == std::vector<std::string>{"build"});

  const auto expanded = expand_job(workflow.jobs[1], jobs.value()[1],
                                   scope_of(R"({"needs": {"plan": {"outputs": {"m": "{\"os\": [\"a\", \"b\"]}"}}}})"));
  REQUIRE(expanded.has_value());
  REQUIRE(expanded.value().size() == 2);
  CHECK(expanded.value()[1].key == "build/b");
  CHECK(expanded.value()[1].needs == std::vector<std::string>{"plan"});
}

TEST_CASE("a value of the wrong kind names the job and the key") {
  const auto jobs = plan_jobs(
      workflow_of("on: push\njobs: {a: {runs-on: x, strategy: {matrix: {n: [1]}, fail-fast: '${{ inputs.f }}'}}}\n"),
      scope_of(R"({"inputs": {"f": "maybe"}})"));

  REQUIRE(!jobs.has_value());
  CHECK(jobs.error().message() == "job 'a': 'fail-fast' must be true or false, not 'maybe'");
}

TEST_CASE("a push starts the workflows whose filters let it through") {
  CHECK(starts("push", push("refs/heads/x")));
  CHECK(starts("push", push("refs/tags/v1")));
  CHECK_FALSE(starts("pull_request", push("refs/heads/x")));
  CHECK(starts("{push: {branches: [main]}}", push("refs/heads/main")));
  CHECK_FALSE(starts("{push: {branches: [main]}}", push("refs/heads/dev")));
  CHECK_FALSE(starts("{push: {branches: [main]}}", push("refs/tags/main")));
  CHECK_FALSE(starts("{push: {tags: ['v*']}}", push("refs/heads/v1")));
  CHECK(starts("{push: {branches: [main], tags: ['v*']}}", push("refs/tags/v1")));
  CHECK_FALSE(starts("{push: {branches-ignore: ['dev/**']}}", push("refs/heads/dev/a")));
  CHECK(starts("{push: {paths: ['src/**']}}", push("refs/heads/x")));
  CHECK_FALSE(starts("{push: {paths: ['docs/**']}}", push("refs/heads/x")));
  CHECK_FALSE(starts("{push: {branches: [main], paths: ['docs/**']}}", push("refs/heads/main")));
  CHECK(starts("{push: {paths: ['docs/**']}}", push("refs/tags/v1")));
  CHECK_FALSE(starts("{push: {paths-ignore: ['**.c']}}", push("refs/heads/x")));
  CHECK(starts("{push: {paths-ignore: ['**.c']}}", push("refs/heads/x", {"src/a.c", "README.md"})));
}

TEST_CASE("changed paths are only asked for when a filter looks at them, and unknown ones let everything through") {
  RepositoryEvent event = push("refs/heads/main");
  int asked = 0;
  event.changed_paths = [&]() -> std::optional<std::vector<std::string>> {
    ++asked;
    return std::nullopt;
  };

  CHECK(starts("{push: {branches: [main]}}", event));
  CHECK_FALSE(starts("{push: {branches: [dev], paths: [a]}}", event));
  CHECK(asked == 0);
  CHECK(starts("{push: {paths: [a]}}", event));
  CHECK(starts("{push: {paths-ignore: ['**']}}", event));
  CHECK(asked == 2);
}

TEST_CASE("a pull request starts by its type and the branch it goes to") {
  RepositoryEvent event;
  event.name = "pull_request";
  event.base = "main";
  event.action = "opened";

  CHECK(starts("pull_request", event));
  CHECK(starts("{pull_request: {branches: [main]}}", event));
  CHECK_FALSE(starts("{pull_request: {branches: [dev]}}", event));
  CHECK_FALSE(starts("{pull_request: {types: [closed]}}", event));
}

TEST_CASE("inputs of a run by hand are converted, defaulted and checked") {
  const Workflow workflow = workflow_of(R"(
on:
  workflow_dispatch:
    inputs:
      count: {type: number, default: 3}
      dry: {type: boolean}
      level: {type: choice, options: [low, high], required: true}
      note: {}
jobs: {a: {runs-on: x}}
)");
  const DispatchTrigger& trigger = *workflow.triggers.workflow_dispatch;

  const auto inputs = read_inputs(trigger, {{"level", "high"}, {"dry", "true"}});
  REQUIRE(inputs.has_value());
  CHECK(inputs.value().object().find("count")->number() == 3);
  CHECK(inputs.value().object().find("dry")->boolean());
  CHECK(inputs.value().object().find("note")->string().empty());

  const auto wrong = read_inputs(trigger, {{"count", "x"}, {"dry", "yes"}, {"lvl", "low"}});
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().fields() == std::vector<FieldError>{{"/count", "'x' is not a number"},
                                                          {"/dry", "'yes' is not true or false"},
                                                          {"/level", "is required"},
                                                          {"/lvl", "is no input of this workflow"}});
}
