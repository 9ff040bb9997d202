#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>

#include "pipelines/value.h"
#include "pipelines/workflow.h"

#include "corpus.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

const Value& member(const Value& value, std::string_view key) {
  static const Value null;
  const Value* found = value.kind() == ValueKind::object ? value.object().find(key) : nullptr;
  return found == nullptr ? null : *found;
}

// The oracle keeps the line breaks of a text that is written over several lines.
std::string in_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n')
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return out;
}

// A condition is text in one of the two sources and {expr: text} in the other.
std::string condition(const Value& value) {
  return in_one_line(value.kind() == ValueKind::object ? member(value, "expr").to_text() : value.to_text());
}

void check_same_jobs(const Workflow& workflow, const Value& expected) {
  const auto& jobs = expected.array().items;
  REQUIRE(workflow.jobs.size() == jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Job& job = workflow.jobs[i];
    CAPTURE(job.id);
    CHECK(job.id == member(jobs[i], "id").to_text());
    CHECK(in_one_line(job.if_text) == condition(member(jobs[i], "if")));
    if (member(jobs[i], "type").to_text() != "job") continue;
    const Value& needs = member(jobs[i], "needs");
    std::vector<std::string> names;
    if (needs.kind() == ValueKind::array) {
      for (const Value& need : needs.array().items) names.push_back(need.to_text());
    }
    CHECK(job.needs == names);
    const Value& steps = member(jobs[i], "steps");
    if (steps.kind() != ValueKind::array) continue;
    REQUIRE(job.steps.size() == steps.array().items.size());
    for (std::size_t s = 0; s < job.steps.size(); ++s) {
      const Step& step = job.steps[s];
      const Value& oracle = steps.array().items[s];
      if (!step.run && !step.uses) continue;  // a step of a kind that is not supported
      CHECK(step.id == member(oracle, "id").to_text());
      CHECK(in_one_line(step.if_text) == condition(member(oracle, "if")));
      CHECK(step.run.has_value() == member(oracle, "run").is_truthy());
      CHECK((step.uses ? step.uses->text : "") == member(oracle, "uses").to_text());
    }
  }
}

}  // namespace

TEST_CASE("real workflow files are judged as the official parser judges them, and read the same") {
  const auto corpus = tests::corpus();
  if (!corpus) return;
  const auto oracle = value_from_json(tests::read_text(*corpus / "workflows/oracle.json"));
  REQUIRE(oracle.has_value());
  std::map<std::string, int> counts;
  std::chrono::nanoseconds spent{};
  for (const Value& row : oracle.value().array().items) {
    const std::string file = member(row, "file").to_text();
    CAPTURE(file);
    const std::string text = tests::read_text(*corpus / "workflows" / file);
    const auto before = std::chrono::steady_clock::now();
    const WorkflowCheck check = check_workflow(text, file);
    spent += std::chrono::steady_clock::now() - before;
    std::string problems;
    for (const Problem& problem : check.problems) {
      if (problem.severity == Severity::error) problems += describe(problem, file) + "\n";
    }
    const bool is_accepted_there = member(row, "errors").array().items.empty();
    CAPTURE(problems);
    CHECK(check.has(Severity::error) == !is_accepted_there);
    const char* verdict = check.has(Severity::error) ? "invalid" : check.is_runnable() ? "runnable" : "unsupported";
    ++counts[std::string(is_accepted_there ? "accepted there, " : "rejected there, ") + verdict + " here"];
    if (check.workflow) check_same_jobs(*check.workflow, member(row, "jobs"));
  }
  for (const auto& [verdict, count] : counts) MESSAGE(verdict, ": ", count);
  MESSAGE("milliseconds a file: ",
          static_cast<double>(spent.count()) / 1e6 / static_cast<double>(oracle.value().array().items.size()));
}

TEST_CASE("what the official parser refuses in its test files is not runnable here, what it accepts is read the same") {
  const auto corpus = tests::corpus();
  if (!corpus) return;
  const std::set<std::string> stricter_here = {
      "events-mapping-all.yml",  // branches with branches-ignore: docs.github.com says they exclude each other
      "on-workflow_dispatch-unknown-keys-ignored.yml",  // nothing is ignored here
      "yaml-schema-sequence.yml",                       // a comment without a blank before it
      "yaml-schema-str-flow-styles.yml",                // continuation lines that are indented too little
  };
  std::map<std::string, int> counts;
  for (const auto& entry : std::filesystem::directory_iterator(*corpus / "official/workflow-parser/testdata/reader")) {
    const std::string file = entry.path().filename().string();
    CAPTURE(file);
    const std::string text = tests::read_text(entry.path());
    // Files that the TypeScript parser skips itself, that set a limit, or whose result holds more than the values.
    const std::size_t first = text.find("\n---\n") + 5;
    const std::string_view header = std::string_view(text).substr(0, first);
    const auto says = [&](std::string_view word) { return header.find(word) != std::string_view::npos; };
    if (says("TypeScript") || says("max-") || file == "errors-matrix-max-depth.yml" || !says("include-source: false"))
      continue;
    const std::size_t end = text.find("\n---\n", first) + 1;
    const std::size_t last = text.rfind("\n---\n") + 5;
    const auto expected = value_from_json(text.substr(last));
    REQUIRE(expected.has_value());
    const bool is_accepted_there = member(expected.value(), "errors").is_null();
    const WorkflowCheck check = check_workflow(text.substr(first, end - first), file);
    std::string problems;
    for (const Problem& problem : check.problems) problems += describe(problem, file) + "\n";
    CAPTURE(problems);
    const char* verdict = check.has(Severity::error) ? "invalid" : check.is_runnable() ? "runnable" : "unsupported";
    ++counts[std::string(is_accepted_there ? "accepted there, " : "rejected there, ") + verdict + " here"];
    if (!is_accepted_there) CHECK_FALSE(check.is_runnable());
    if (is_accepted_there && !stricter_here.contains(file)) CHECK_FALSE(check.has(Severity::error));
    if (check.workflow && is_accepted_there) check_same_jobs(*check.workflow, member(expected.value(), "jobs"));
  }
  for (const auto& [verdict, count] : counts) MESSAGE(verdict, ": ", count);
}
