#pragma once

#include "pipelines/workflow.h"
#include "runs/executor.h"

namespace towpath::pipelines {

/// The only node of the run of a workflow file that cannot be run: it fails with what is wrong with the file, so that
/// who pushed it finds that where the run would have been. Thread-safe.
class InvalidWorkflow final : public runs::NodeExecutor {
 public:
  static constexpr const char* kind = "pipeline.invalid_workflow";

  /// `error` is that of parse_workflow() or plan_jobs() for the file at `path`.
  static runs::NodeSpec node(const std::string& path, const Error& error);

  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }
};

}  // namespace towpath::pipelines
