#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipelines/module.h"
#include "service/event_contexts.h"
#include "service/job_executor.h"

namespace towpath::pipelines {

class PipelinesService final : public Pipelines {
 public:
  explicit PipelinesService(JobSurroundings& surroundings) : s_(surroundings) {}
  Result<std::vector<WorkflowFile>> workflows(const auth::Principal& principal, const std::string& repository,
                                              const std::string& ref) override;
  Result<runs::RunId> dispatch(const auth::Principal& principal, const DispatchRequest& request) override;

  /// Starts every workflow of the pushed commit that the push triggers; what cannot be read is a failed run that says
  /// so.
  void on_push(const std::string& payload, const std::string& actor);
  /// Starts every workflow of a change's head that `pull_request` triggers: when it is opened or reopened, and when its
  /// branch was pushed to.
  void on_change(const std::string& type, const std::string& payload, const std::string& actor);
  /// Publishes the bundle of a pipeline that has succeeded, once.
  events::Events::Reaction on_run_finished(const std::string& payload, const std::string& run_subject);

 private:
  struct Text {
    std::string path;
    Result<std::string> text;  ///< An error of its own for a file that cannot be read: it does not stop the others.
  };
  Result<std::vector<Text>> workflow_texts(const std::string& repository, const std::string& commit);
  static WorkflowCheck check_of(const Text& file);
  /// What happened to a repository, for all workflows of the commit.
  struct Push {
    const PipelineInputs& inputs;  ///< Without a workflow.
    const forge::Repository& repository;
    const std::string& key;  ///< Of the event: one run for it and a file.
    std::function<std::optional<std::vector<std::string>>()> changed_paths;  ///< As in RepositoryEvent.
  };
  void start_all(const PipelineInputs& inputs, const forge::Repository& repository, const std::string& key);
  Status start_one(const Text& file, const Push& push);
  Result<std::vector<runs::NodeSpec>> plan(const Workflow& workflow, const PipelineInputs& inputs);
  Result<runs::RunId> submit(const std::string& workflow_name, std::vector<runs::NodeSpec> nodes,
                             const PipelineInputs& inputs, const forge::Repository& repository,
                             const std::string& idempotency_key);

  JobSurroundings& s_;
};

}  // namespace towpath::pipelines
