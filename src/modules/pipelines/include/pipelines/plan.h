#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipelines/expression.h"
#include "pipelines/workflow.h"

namespace towpath::pipelines {

/// A job as it will run: one for a job without a matrix, one for each combination of a job with one.
struct PlannedJob {
  std::string key;                   ///< Unique in the run, lower case: "build", "build/linux_20".
  std::string job_id;                ///< As in the workflow file.
  std::string name;                  ///< For people: "build (linux, 20)".
  Value matrix;                      ///< The `matrix` context; null without a matrix.
  std::size_t index = 0, total = 1;  ///< The place among the combinations.
  std::vector<std::string> needs;    ///< Keys of the planned jobs it needs.
  /// Keys that must have ended before it may start although it does not need them: how max-parallel is kept.
  std::vector<std::string> after;
  bool fail_fast = true;
  std::optional<std::size_t> max_parallel;
  bool continue_on_error = false;
  /// What `runs-on` asks for, in lower case; empty when it can only be computed when the needs have ended.
  std::vector<std::string> labels = {};
  /// The matrix can only be computed when the needs have ended: this stands for all jobs of it. expand_job() makes
  /// them.
  bool is_pending_matrix = false;
};

/// What the jobs of a workflow are, in its order. `scope` holds the contexts github, inputs and vars.
/// Errors: pipelines.invalid_matrix, pipelines.invalid_value, pipelines.expression_evaluation, each naming the job,
/// with its "line:column" as a field.
Result<std::vector<PlannedJob>> plan_jobs(const Workflow& workflow, const Scope& scope);

/// The jobs of one job of the workflow, each with the needs of `pending`. `scope` also holds the context needs.
/// Errors: as plan_jobs().
Result<std::vector<PlannedJob>> expand_job(const Job& job, const PlannedJob& pending, const Scope& scope);

}  // namespace towpath::pipelines
