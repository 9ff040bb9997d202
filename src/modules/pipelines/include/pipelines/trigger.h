#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipelines/workflow.h"

namespace towpath::pipelines {

/// What happened, as far as triggers look at it.
struct RepositoryEvent {
  std::string name;    ///< "push", "pull_request", "workflow_dispatch", "schedule".
  std::string ref;     ///< Of a push: "refs/heads/main", "refs/tags/v1".
  std::string base;    ///< Of a pull request: the branch it goes to, without "refs/heads/".
  std::string action;  ///< Of a pull request: "opened", ...
  /// The paths that differ: before..after of a push, merge base to head of a pull request. Called only when a filter
  /// looks at paths. Absent, or nothing because they cannot be told: every path filter lets the event through, as on
  /// GitHub.
  std::function<std::optional<std::vector<std::string>>()> changed_paths;
};

/// Whether the event starts a workflow with these triggers. Path filters are AND-ed with those of refs and do not count
/// for tags; a push of a tag needs a tag filter when there is a branch filter, and the other way round.
bool is_triggered(const Triggers& triggers, const RepositoryEvent& event);

/// The `inputs` context of a run by hand: given values converted to their type, defaults where nothing is given.
/// Errors: pipelines.invalid_inputs with a field per input ("/level").
Result<Value> read_inputs(const DispatchTrigger& trigger, const std::map<std::string, std::string>& given);

}  // namespace towpath::pipelines
