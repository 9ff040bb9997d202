#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "job/job_folder.h"
#include "pipelines/job_state.h"
#include "pipelines/module.h"
#include "runs/executor.h"
#include "service/event_contexts.h"

namespace towpath::pipelines {

/// What jobs share.
struct JobSurroundings {
  const Kernel& kernel;
  PipelinesPorts ports;
  PipelinesOptions options;
};

/// Where jobs work, each in a folder of its own that goes with it.
std::filesystem::path workspaces_of(const Kernel& kernel);

/// Runs one job: its steps one after the other in a workspace of its own, sandboxed where the machine allows it.
class JobExecutor final : public runs::NodeExecutor {
 public:
  explicit JobExecutor(JobSurroundings& surroundings) : s_(surroundings) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  /// A job that began has had effects nobody knows; one whose server died is lost, and runs again by its Retry.
  bool is_resumable() const override { return false; }

 private:
  JobSurroundings& s_;
};

}  // namespace towpath::pipelines
