#pragma once

#include <map>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "pipelines/workflow.h"
#include "runs/run.h"

namespace towpath::pipelines {

/// A workflow file as a repository has it.
struct WorkflowFile {
  std::string path;  ///< ".github/workflows/ci.yml"
  std::string name;  ///< Of the workflow; the path when it cannot be read.
  WorkflowCheck check;
};

/// A run by hand.
struct DispatchRequest {
  std::string repository;
  std::string ref;                            ///< Branch or tag; "" for the default branch.
  std::string workflow;                       ///< Path, file name or name of the workflow.
  std::map<std::string, std::string> inputs;  ///< As typed.
};

/// Workflows of repositories and their runs. Thread-safe, blocking.
/// Errors of all: forge.repository_not_found, forge.ref_not_found.
class Pipelines {
 public:
  virtual ~Pipelines() = default;

  /// The workflow files at a ref ("" for the default branch), in the order of their paths.
  virtual Result<std::vector<WorkflowFile>> workflows(const auth::Principal& principal, const std::string& repository,
                                                      const std::string& ref) = 0;
  /// Starts a workflow that has `on: workflow_dispatch`. Errors: forge.observe_only, pipelines.workflow_not_found,
  /// pipelines.not_dispatchable, pipelines.invalid_inputs, pipelines.invalid_workflow,
  /// pipelines.unsupported_workflow, auth.forbidden.
  virtual Result<runs::RunId> dispatch(const auth::Principal& principal, const DispatchRequest& request) = 0;
};

}  // namespace towpath::pipelines
