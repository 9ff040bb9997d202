#include "pipelines/workflow.h"

#include <doctest/doctest.h>

#include "base/product.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

// A workflow with one job, whose lines follow at the indentation of a job's keys.
std::string with_job(const std::string& lines) { return "on: push\njobs:\n  build:\n" + lines; }

std::string with_step(const std::string& lines) { return with_job("    runs-on: ubuntu-latest\n    steps:\n" + lines); }

Workflow accepted(const std::string& text) {
  Result<Workflow> workflow = parse_workflow(text, "ci.yml");
  INFO((workflow ? std::string() : workflow.error().message()));
  REQUIRE(workflow.has_value());
  return std::move(workflow).value();
}

}  // namespace

TEST_CASE("a workflow is read into its parts") {
  const Workflow workflow = accepted(R"(
name: CI
run-name: Build of ${{ github.ref_name }}
on:
  push:
    branches: [main, 'release/**']
    paths-ignore: ['docs/**']
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [low, high], default: low, required: true}
  schedule: [{cron: '30 5 * * 1-5', timezone: Europe/Berlin}]
env: {A: 1.10, B: true, C: }
permissions: {contents: read}
concurrency: {group: 'ci-${{ github.ref }}', cancel-in-progress: true}
defaults: {run: {shell: bash}}
jobs:
  lint:
    runs-on: [self-hosted, linux]
    steps:
      - run: make lint
  build:
    name: Build ${{ matrix.v }}
    needs: lint
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    strategy: {matrix: {v: [1, 2]}, fail-fast: false}
    outputs: {version: '${{ steps.v.outputs.version }}'}
    environment: {name: staging, url: 'https://${{ steps.v.outputs.host }}'}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - id: v
        run: echo hi
        env: {X: '${{ secrets.TOKEN }}'}
        if: ${{ failure() }}
        continue-on-error: true
        timeout-minutes: 5
)");

  CHECK(workflow.name == "CI");
  CHECK(workflow.triggers.push->branches.include.selects_any(std::vector<std::string>{"release/1/2"}));
  CHECK(workflow.triggers.push->paths.ignore.ignores_all(std::vector<std::string>{"docs/a.md"}));
  CHECK(workflow.triggers.workflow_dispatch->inputs.at(0).options == std::vector<std::string>{"low", "high"});
  CHECK(workflow.triggers.workflow_dispatch->inputs.at(0).default_value->to_text() == "low");
  CHECK(workflow.triggers.schedule.at(0).timezone == "Europe/Berlin");
  CHECK(to_json(workflow.env.literal()) == "{\n  \"A\": \"1.1\",\n  \"B\": \"true\",\n  \"C\": \"\"\n}");
  CHECK(workflow.permissions->at("contents") == "read");
  CHECK(workflow.concurrency->cancel_in_progress.literal().boolean());
  CHECK(workflow.defaults.shell->literal().to_text() == "bash");
  REQUIRE(workflow.jobs.size() == 2);
  const Job& build = workflow.jobs[1];
  CHECK(build.needs == std::vector<std::string>{"lint"});
  CHECK(build.if_text == "success() && (github.ref == 'refs/heads/main')");
  CHECK(build.strategy.matrix.is_literal());
  CHECK_FALSE(build.strategy.fail_fast.literal().is_truthy());
  CHECK(build.environment->name.literal().to_text() == "staging");
  CHECK(build.steps.at(0).id == "__actions_checkout");
  CHECK(build.steps.at(0).uses->name == "actions/checkout");
  CHECK(build.steps.at(0).with.at(0).second.literal().to_text() == "0");
  CHECK(build.steps.at(1).id == "v");
  CHECK(build.steps.at(1).if_text == "failure()");
  CHECK(build.steps.at(1).env.reads("SECRETS"));
}

TEST_CASE("what is wrong is said with its place") {
  struct Row {
    std::string text;
    std::string problem;
  };
  const Row rows[] = {
      {"on: push\n", "ci.yml:1:1: a workflow needs 'jobs'"},
      {"jobs: {}\non: push\n", "ci.yml:1:7: a workflow needs at least one job"},
      {"on: pusch\njobs: {a: {runs-on: x}}\n", "ci.yml:1:5: unknown event 'pusch'"},
      {"on: {push: {branch: main}}\njobs: {a: {runs-on: x}}\n", "ci.yml:1:13: unknown key 'branch' in 'push'"},
      {"on: {push: {tags: a, tags-ignore: b}}\njobs: {a: {runs-on: x}}\n",
       "ci.yml:1:22: 'tags' and 'tags-ignore' cannot be used together"},
      {"on: {push: {branches: [ok, 'v[']}}\njobs: {a: {runs-on: x}}\n",
       "ci.yml:1:28: pattern 'v[' opens a '[' that is not closed"},
      {"on: {schedule: [{cron: '60 * * * *'}]}\njobs: {a: {runs-on: x}}\n",
       "ci.yml:1:24: '60 * * * *' is no cron expression"},
      {with_job("    steps: []\n"), "ci.yml:4:5: the job 'build' needs 'runs-on'"},
      {with_job("    runs-on: x\n    stepz: []\n"), "ci.yml:5:5: unknown key 'stepz' in the job 'build'"},
      {with_job("    runs-on: x\n    needs: bild\n"), "ci.yml:5:12: the job 'build' needs the unknown job 'bild'"},
      {with_job("    runs-on: x\n    needs: build\n"),
       "ci.yml:5:12: the job 'build' needs 'build', which makes a cycle"},
      {with_job("    runs-on: x\n    if: env.A\n"),
       "ci.yml:5:9: Unrecognized named-value: 'env'. Located at position 1 within expression: env.A"},
      {with_job("    runs-on: x\n    timeout-minutes: soon\n"), "ci.yml:5:22: expected a number, found 'soon'"},
      {with_job("    runs-on: x\n    strategy: {matrix: {os: []}}\n"), "ci.yml:5:29: 'os' in 'matrix' has no values"},
      {with_job("    runs-on: x\n    permissions: {contents: all}\n"),
       "ci.yml:5:29: 'all' is no access for 'contents'"},
      {with_job("    runs-on: x\n    concurrency: {group: g, queue: max, cancel-in-progress: true}\n"),
       "ci.yml:5:36: 'queue: max' and 'cancel-in-progress: true' exclude each other"},
      {with_step("      - name: x\n"), "ci.yml:6:9: a step needs 'run' or 'uses'"},
      {with_step("      - run: x\n        uses: a/b@c\n"), "ci.yml:7:9: unknown key 'uses' in a run step"},
      {with_step("      - run: x\n        continue-on-error: yes\n"),
       "ci.yml:7:28: expected true or false, found 'yes'"},
      {with_step("      - run: echo ${{ secrets.A\n"), "ci.yml:6:14: the expression is not closed: '${{' has no '}}'"},
      {with_step("      - run: echo ${{ }}\n"), "ci.yml:6:14: an expression was expected between '${{' and '}}'"},
      {with_step("      - run: x\n        if: secrets.A\n"),
       "ci.yml:7:13: Unrecognized named-value: 'secrets'. Located at position 1 within expression: secrets.A"},
      {with_step("      - uses: checkout\n"), "ci.yml:6:15: 'checkout' is no action"},
      {with_step("      - {id: a, run: x}\n      - {id: A, run: y}\n"),
       "ci.yml:7:14: the id 'A' is used more than once in this job"},
      {with_step("      - {id: __a, run: x}\n"), "ci.yml:6:14: the id '__a' is reserved: it starts with '__'"},
      {with_step("      - uses: actions/upload-artifact@v4\n"),
       "ci.yml:6:9: the action 'actions/upload-artifact' needs the input 'path'"},
      {"on: push\non: push\n", "ci.yml:2:1: the key \"on\" appea"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);

    const Result<Workflow> workflow = parse_workflow(row.text, "ci.yml");

    REQUIRE(!workflow.has_value());
    CHECK(workflow.error().code() == "pipelines.invalid_workflow");
    CHECK(workflow.error().message().substr(0, row.problem.size()) == row.problem);
  }
}

TEST_CASE("a near miss is answered with the word that was meant") {
  const WorkflowCheck check =
      check_workflow(with_step("      - run: x\n        enviroment: {}\n        shel: sh\n"), "f");

  REQUIRE(check.problems.size() == 2);
  CHECK(check.problems[1].hint == "did you mean 'shell'?");
}

TEST_CASE("what is valid but cannot be run here yet is told apart from what is wrong") {
  struct Row {
    std::string text;
    std::string problem;
  };
  const Row rows[] = {
      {"on: release\njobs: {a: {runs-on: x}}\n", "f:1:5: the event 'release' is not supported yet"},
      {with_job("    uses: ./.github/workflows/x.yml\n"), "f:4:5: 'uses' in the job 'build' is not supported yet"},
      {with_job("    runs-on: x\n    container: alpine\n"),
       "f:5:5: 'container' in the job 'build' is not supported yet"},
      {with_job("    runs-on: x\n    services: {}\n"), "f:5:5: 'services' in the job 'build' is not supported yet"},
      {with_job("    runs-on: windows-2022\n"), "f:4:14: jobs run on Linux here, not on 'windows-2022'"},
      {with_step("      - uses: docker://alpine:3\n"),
       "f:6:15: container actions ('docker://alpine:3') are not supported yet"},
      {with_step("      - uses: ./.github/actions/x\n"),
       "f:6:15: actions of the own repository ('./.github/actions/x') are not supported yet"},
      {with_step("      - uses: actions/setup-node@v4\n"),
       "f:6:15: the action 'actions/setup-node@v4' is not available here"},
      {with_step("      - uses: actions/checkout@v4\n        with: {submodules: true}\n"),
       "f:7:28: the input 'submodules' of 'actions/checkout' can only be 'false' here"},
      {with_step("      - uses: actions/checkout@v4\n        with: {sparse-checkout: a}\n"),
       "f:7:33: the action 'actions/checkout' has no input 'sparse-checkout' here"},
      {with_step("      - {run: x, shell: cmd}\n"), "f:6:25: the shell 'cmd' exists on Windows only"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);

    const Result<Workflow> workflow = parse_workflow(row.text, "f");

    REQUIRE(!workflow.has_value());
    CHECK(workflow.error().code() == "pipelines.unsupported_workflow");
    CHECK(workflow.error().message() == row.problem);
  }
}

TEST_CASE("all problems are reported at once, in the order of the file") {
  const WorkflowCheck check =
      check_workflow("on: puhs\njobs:\n  a: {runs-on: x, container: y}\n  b: {runs-on: [x], foo: 1}\n", "f");

  REQUIRE(check.problems.size() == 3);
  CHECK(check.problems[0].at == yaml::Position{1, 5});
  CHECK(check.problems[1].severity == Severity::unsupported);
  CHECK(check.problems[2].at == yaml::Position{4, 21});
}

TEST_CASE("a condition that is text around an expression is warned about, for it is always true") {
  const WorkflowCheck check = check_workflow(with_step("      - run: x\n        if: |\n          ${{ false }}\n"), "f");

  CHECK(check.is_runnable());
  REQUIRE(check.problems.size() == 1);
  CHECK(check.problems[0].severity == Severity::warning);
  CHECK(check.workflow->jobs[0].steps[0].if_text == "success() && (format('{0}\n', false))");
}

TEST_CASE("the own action for bundles is built in") {
  const std::string action = std::string(product::binary) + "/upload-bundle@v1";

  const Workflow workflow = accepted(with_step("      - uses: " + action + "\n        with: {path: dist}\n"));

  CHECK(workflow.jobs[0].steps[0].uses->ref == "v1");
}

TEST_CASE("keys that differ in case only are duplicates") {
  const WorkflowCheck check = check_workflow("on: push\njobs: {a: {runs-on: x}, A: {runs-on: x}}\n", "f");

  REQUIRE(check.problems.size() == 1);
  CHECK(check.problems[0].message == "'A' is already defined");
}

TEST_CASE("a file that is no YAML is refused at the place of the mistake") {
  const WorkflowCheck check = check_workflow("on: push\njobs: [\n", "f");

  REQUIRE(check.problems.size() == 1);
  CHECK(check.problems[0].at.line >= 2);
}
