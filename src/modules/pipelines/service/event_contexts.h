#pragma once

#include <string>

#include "pipelines/expression.h"

namespace towpath::pipelines {

/// What started a pipeline; kept as the run's inputs.
struct PipelineInputs {
  std::string repository, workflow, ref, branch, commit, before, event, actor;
  bool is_default_branch = false;
  std::string dispatch_inputs = "{}";  ///< JSON object: the `inputs` context.
  /// Of a change, whose event is called "pull_request"; empty and 0 for all others.
  std::string action = {}, base = {}, change_title = {};
  std::int64_t change = 0;

  std::string to_json() const;
  static PipelineInputs from_json(std::string_view json);
};

/// Where a job runs, for the contexts `github` and `runner`.
struct JobPlace {
  std::string workspace, temp, server_url, run_id, job;
  std::int64_t run_number = 0;
};

/// The contexts github, inputs and vars; `place` only for a job that runs.
Object event_contexts(const PipelineInputs& inputs, const JobPlace* place);

}  // namespace towpath::pipelines
