#include "runs/run.h"

#include "runs/executor.h"
#include "runs/runs.h"

namespace towpath::runs {

std::string_view to_string(RunState state) {
  switch (state) {
    case RunState::queued:
      return "queued";
    case RunState::running:
      return "running";
    case RunState::waiting:
      return "waiting";
    case RunState::cancelling:
      return "cancelling";
    case RunState::succeeded:
      return "succeeded";
    case RunState::failed:
      return "failed";
    case RunState::cancelled:
      return "cancelled";
    case RunState::timed_out:
      return "timed_out";
  }
  return "failed";
}

std::string_view to_string(NodeState state) {
  switch (state) {
    case NodeState::blocked:
      return "blocked";
    case NodeState::ready:
      return "ready";
    case NodeState::waiting:
      return "waiting";
    case NodeState::running:
      return "running";
    case NodeState::succeeded:
      return "succeeded";
    case NodeState::failed:
      return "failed";
    case NodeState::skipped:
      return "skipped";
    case NodeState::cancelled:
      return "cancelled";
    case NodeState::timed_out:
      return "timed_out";
    case NodeState::unknown:
      return "unknown";
  }
  return "failed";
}

bool is_final(RunState state) {
  return state == RunState::succeeded || state == RunState::failed || state == RunState::cancelled ||
         state == RunState::timed_out;
}

bool is_final(NodeState state) {
  return state == NodeState::succeeded || state == NodeState::failed || state == NodeState::skipped ||
         state == NodeState::cancelled || state == NodeState::timed_out;
}

NodeResult NodeResult::success(std::string outputs_json) {
  NodeResult result;
  result.outputs = std::move(outputs_json);
  return result;
}

NodeResult NodeResult::failure(Error error) {
  NodeResult result;
  result.state = NodeState::failed;
  result.error = std::move(error);
  return result;
}

}  // namespace towpath::runs
