#include "explanation.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>

namespace towpath::runs {
namespace {

constexpr std::size_t lines_shown = 16, lines_before = 2;

bool has_failed(const Node& node) { return node.state == NodeState::failed || node.state == NodeState::timed_out; }
bool has_failed(const Step& step) { return step.state == "failed" || step.state == "timed_out"; }

/// The node whose error became the run's, else the first that failed.
const Node* failing_node(const Run& run) {
  const Node* first = nullptr;
  for (const Node& node : run.nodes) {
    if (!has_failed(node) || !node.error) continue;
    if (run.error && node.error->message() == run.error->message()) return &node;
    if (!first || node.finished_at < first->finished_at) first = &node;
  }
  return first;
}

std::string summary_of(const Node& node, const std::optional<Step>& step) {
  if (!step) return node.error->message();
  if (step->state == "timed_out") return fmt::format("Step '{}' of '{}' took too long.", step->name, node.title);
  if (step->exit_code)
    return fmt::format("Step '{}' of '{}' ended with exit code {}.", step->name, node.title, *step->exit_code);
  return fmt::format("Step '{}' of '{}' failed.", step->name, node.title);
}

std::string next_action_of(const Run& run, const Node& node, const std::optional<Step>& step) {
  if (!node.error->hint().empty()) return node.error->hint();
  if (node.state == NodeState::timed_out)
    return fmt::format(
        "See in its log what it waited for; mend that, or give it more time. Then: towpath run rerun {} --failed",
        run.number);
  if (node.kind == "approval")
    return fmt::format("Agree with who denied it, then ask again: towpath run rerun {} --failed", run.number);
  if (!step) return fmt::format("Mend what the message names, then: towpath run rerun {} --failed", run.number);
  return fmt::format("Mend what the lines of '{}' name, then: towpath run rerun {} --failed", step->name, run.number);
}

}  // namespace

std::optional<Explanation> explanation_of(const Run& run) {
  if (run.state != RunState::failed && run.state != RunState::timed_out) return std::nullopt;
  const Node* node = failing_node(run);
  if (!node) return std::nullopt;
  std::optional<Step> step;
  for (const Step& candidate : node->steps)
    if (!step && has_failed(candidate)) step = candidate;
  return Explanation{.node = node->key,
                     .node_title = node->title,
                     .step = step,
                     .summary = summary_of(*node, step),
                     .error = *node->error,
                     .next_action = next_action_of(run, *node, step),
                     .lines = {}};
}

namespace {

/// How loudly a line speaks of a failure: 3 is the verdict of a test, 2 an error that names itself, 1 a word about one,
/// 0 nothing.
int loudness(const std::string& line) {
  static const RE2 passes(R"((?i)^\s*(ok \d|# subtest|✔|✓|pass\b))");
  // "0 failed" and "fail 0" are what a good summary says.
  static const RE2 denies(R"((?i)\b(fail(ed|ures?)?|errors?)[ :=]+0\b|\b0 (fail(ed|ures?)?|errors?)\b)");
  static const RE2 verdict(R"(^\s*not ok\b|^\s*(✖|✗|×)|##\[error\]|^\s*-{0,3} ?FAIL(ED)?\b)");
  static const RE2 names_itself(R"((?i)(^|[\s:])(\w*error|\w*exception|fatal|panic)\b[^a-z]*:|\btraceback\b)");
  static const RE2 speaks(
      R"((?i)\berror\b|\bexception\b|\bfail(ed|ure|s)?\b|\bfatal\b|\bassert\w*|\bcannot\b|\bundefined\b)");
  if (RE2::PartialMatch(line, passes) || RE2::PartialMatch(line, denies)) return 0;
  if (RE2::PartialMatch(line, verdict)) return 3;
  if (RE2::PartialMatch(line, names_itself)) return 2;
  return RE2::PartialMatch(line, speaks) ? 1 : 0;
}

}  // namespace

std::vector<LogLine> telling_lines(const std::vector<LogLine>& end_of_log) {
  const std::size_t size = end_of_log.size();
  std::size_t first = size > lines_shown ? size - lines_shown : 0;
  int loudest = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const int loud = loudness(end_of_log[i].text);
    if (loud <= loudest) continue;
    loudest = loud;
    first = i > lines_before ? i - lines_before : 0;
  }
  const auto begin = end_of_log.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(std::min(lines_shown, size - first))};
}

}  // namespace towpath::runs
