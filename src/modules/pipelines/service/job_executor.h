#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "pipelines/job.h"
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

Error no_artifact(const std::string& name);

/// How a job that another needs ended; nothing when it did not.
struct NeedEnd {
  std::optional<runs::NodeState> state = {};
  std::optional<std::string> outputs = {};
};
using NeedEnds = std::function<NeedEnd(const std::string& key)>;

/// What the job of a node is. Errors: of the forge, forge.observe_only.
Result<JobOrder> order_of(JobSurroundings& surroundings, const runs::Run& run, const runs::Node& node,
                          const NeedEnds& ends);

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

/// Jobs for other machines.
class RemoteOrders final : public RemoteJobs {
 public:
  explicit RemoteOrders(JobSurroundings& surroundings) : s_(surroundings) {}
  Result<std::string> order(const runs::RunId& run, const runs::Node& node) override;
  Result<blob::Digest> source(const runs::RunId& run) override;

 private:
  JobSurroundings& s_;
};

}  // namespace towpath::pipelines
